/** The way in: from a file or the environment to a checked configuration, or to all that is wrong with it. */
import { existsSync } from 'node:fs';
import { dirname, resolve as resolvePath } from 'node:path';
import type { Loaded } from './config.js';
import type { Fault } from '../checks/fault.js';
import { environmentRoute } from './read/environment.js';
import { Report, member, within } from '../checks/report.js';
import { resolve } from './resolve/resolve-config.js';
import { fileSchema } from './schema.js';
import { errorCode, type SecretSources } from './secrets/secrets.js';
import { shape } from '../checks/shape.js';
import { Reader, type ConfigurationText, type ListFolder, type ReadFile } from './read/reader.js';
import { readTraceVariables } from './read/trace-variables.js';
import { createSubstitution, type Environment } from './read/substitute.js';
import { fillFromVariables, routeVariables } from './read/variables.js';
import { configWarnings } from './warn/warnings.js';
import { parseYaml } from './read/yaml.js';

export const DEFAULT_FILE = '/etc/webhook-gateway/gateway.yaml';

export interface LoadOptions {
  /** From the command line; undefined: `$GATEWAY_CONFIG`, else the default file if there is one, else variables. */
  readonly file: string | undefined;
  readonly env: Environment;
  /** For tests: reads a whole file, throwing like node:fs. */
  readonly readFile?: ReadFile;
  /** For tests: the names in a folder, throwing like node:fs. */
  readonly listFolder?: ListFolder;
  /** What an earlier load read: secrets are read anew, the configuration's own files are not. */
  readonly text?: ConfigurationText;
  /** For tests: whether the default file is there. */
  readonly exists?: (path: string) => boolean;
}

/**
 * Reads and checks the whole configuration, secrets included. Bad input never throws: every fault is in the answer.
 * Paths in a file are relative to that file's folder.
 */
export function loadGatewayConfig(options: LoadOptions): Loaded {
  // Without a prototype: `{ env: constructor }` names a variable that is not set.
  const env = Object.assign(Object.create(null) as Record<string, string | undefined>, options.env);
  const { exists = existsSync } = options;
  const report = new Report();
  const reader = new Reader(options);
  const file =
    options.file ?? (env['GATEWAY_CONFIG'] || undefined) ?? (exists(DEFAULT_FILE) ? DEFAULT_FILE : undefined);
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    report.fault(
      'NODE_TLS_REJECT_UNAUTHORIZED',
      'switches off the check of every certificate; unset it, and give a private authority in destination.tls.ca',
    );
  }
  const way = { env, report, reader };
  return { ...(file === undefined ? fromEnvironment(way) : fromFile(file, way)), read: reader.read };
}

/** What every way in needs. */
interface Way {
  readonly env: Environment;
  readonly report: Report;
  readonly reader: Reader;
}

type Found = Omit<Sound, 'read'> | Omit<Faulty, 'read'>;
type Sound = Extract<Loaded, { readonly ok: true }>;
type Faulty = Extract<Loaded, { readonly ok: false }>;

function fromFile(file: string, way: Way): Found {
  const { env, report, reader } = way;
  reader.from = `file ${file}`;
  const route = routeVariables(env);
  if (route.length > 0) {
    report.fault(
      route[0] ?? '',
      `the file ${file} is used, but ${route.join(', ')} would configure a route too; unset these, or do without the file`,
    );
  }
  const text = readText(file, way);
  const { readText: substituted, texts } = createSubstitution(env, report);
  const data = text === undefined ? undefined : parseYaml(text, file, report, substituted);
  if (data === undefined) return ended(report);
  const folder = dirname(file);
  return fromData(data, {
    env,
    report,
    texts,
    anyPath: false,
    origins: new Map(),
    readFile: (path, key) => reader.secret(resolvePath(folder, path), key),
    readUnwatched: (path) => reader.unwatched(path),
  });
}

function readText(file: string, { reader, report }: Way): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(reader.configuration(file));
  } catch (error) {
    report.fault(
      file,
      `the file cannot be read (${error instanceof TypeError ? 'not UTF-8 text' : errorCode(error)})`,
    );
    return undefined;
  }
}

function fromEnvironment({ env, report, reader }: Way): Found {
  const route = environmentRoute(env, report);
  if (!route) return ended(report);
  const { data, origins } = route;
  const readFile = (path: string, key: string): Buffer => reader.secret(path, key);
  const readUnwatched = (path: string): Buffer => reader.unwatched(path);
  return fromData(data, { env, report, texts: new Map(), anyPath: true, origins, readFile, readUnwatched });
}

interface DataOptions {
  readonly env: Environment;
  readonly report: Report;
  readonly texts: ReadonlyMap<string, string>;
  readonly anyPath: boolean;
  readonly origins: ReadonlyMap<string, string>;
  readonly readFile: SecretSources['readFile'];
  /** Relative to the working folder; nobody looks at it again. */
  readonly readUnwatched: ReadFile;
}

function fromData(given: Record<string, unknown>, options: DataOptions): Found {
  const { env, report, texts, anyPath, readFile, readUnwatched } = options;
  const { data, origins } = fillFromVariables(given, env, report);
  const { value, ignored } = shape(fileSchema, data, report, { texts });
  if (value === undefined) return ended(report);
  // Of the data, what is in order has been left.
  // Other programs read the same variables: paths in them are relative to the working folder.
  const traces = readTraceVariables(env, readUnwatched, report);
  const resolved = resolve(value, data, report, { sources: { env, readFile }, texts, anyPath });
  const config = { ...resolved, traces };
  if (report.faults.length === 0) report.warnings.push(...configWarnings(config));
  const own = Object.keys(value.schemes ?? {}).filter((name) => name.startsWith('x-'));
  const kept = [...ignored, ...own.map((name) => member('schemes', name))];
  const named = new Map([...options.origins, ...origins]);
  const told = (fault: Fault): Fault => ({ ...fault, path: originOf(fault.path, named) });
  // A variable that is missing in a part the user keeps for himself harms nobody.
  const faults = report.faults.filter((fault) => !kept.some((path) => within(fault.path, path))).map(told);
  const warnings = report.warnings.map(told);
  return faults.length === 0 ? { ok: true, config, warnings } : { ok: false, faults, warnings };
}

/** The variable that filled a key path, where one did: faults name what the user wrote. */
function originOf(path: string, origins: ReadonlyMap<string, string>): string {
  for (const [filled, variable] of origins) if (within(path, filled)) return variable;
  return path;
}

function ended(report: Report): Found {
  return { ok: false, faults: report.faults, warnings: report.warnings };
}
