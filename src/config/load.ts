/** The way in: from a file or the environment to a checked configuration, or to all that is wrong with it. */
import { existsSync } from 'node:fs';
import { dirname, resolve as resolvePath } from 'node:path';
import type { Loaded } from './config.js';
import type { EpochMs } from '../model/time.js';
import type { Fault } from '../checks/fault.js';
import { environmentRoute } from './read/environment.js';
import { withIncluded, type Merged } from './read/include.js';
import { Report, member, within } from '../checks/report.js';
import { resolve } from './resolve/resolve-config.js';
import { fileSchema } from './schema.js';
import type { SecretSources } from './secrets/secrets.js';
import { shape } from '../checks/shape.js';
import { Reader, errorCode, type ConfigurationText, type ListFolder, type ReadFile } from './read/reader.js';
import { readTraceVariables } from './read/trace-variables.js';
import { createSubstitution, type Environment } from './read/substitute.js';
import { fillFromVariables, routeVariables } from './read/variables.js';
import { configWarnings } from './warn/warnings.js';
import { parseYaml } from './read/yaml.js';

export const DEFAULT_FILE = '/etc/webhook-gateway/gateway.yaml';

export interface LoadOptions {
  /**
   * From the command line; undefined: `$GATEWAY_CONFIG`, else the default file if there is one, else variables.
   * `env:NAME` is the text in a variable.
   */
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
  /** For dates; left out: none is looked at. */
  readonly now?: EpochMs;
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
  const way = { env, report, reader: new Reader(options), now: options.now };
  const place =
    options.file ?? (env['GATEWAY_CONFIG'] || undefined) ?? (exists(DEFAULT_FILE) ? DEFAULT_FILE : undefined);
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    report.fault(
      'NODE_TLS_REJECT_UNAUTHORIZED',
      'switches off the check of every certificate; unset it, and give a private authority in destination.tls.ca',
    );
  }
  return place === undefined ? fromEnvironment(way) : fromText(textAt(place, way), way);
}

/** What every way in needs. */
interface Way {
  readonly env: Environment;
  readonly report: Report;
  readonly reader: Reader;
  readonly now: EpochMs | undefined;
}

/** The text of a configuration. */
interface Text {
  /** As the user named it. */
  readonly name: string;
  /** For sentences. */
  readonly called: string;
  /** Undefined where it could not be read. */
  readonly text: string | undefined;
  /** What paths in it are relative to. */
  readonly folder: string;
}

function textAt(place: string, way: Way): Text {
  const [, variable] = /^env:(.*)$/s.exec(place) ?? [];
  if (variable === undefined) {
    way.reader.from = `file ${place}`;
    return { name: place, called: `the file ${place}`, text: fileText(place, way), folder: dirname(place) };
  }
  way.reader.from = `env ${variable}`;
  const text = way.env[variable] ?? '';
  if (text.trim() !== '')
    return { name: variable, called: `the configuration in ${variable}`, text, folder: '.' };
  way.report.fault(
    variable,
    `the variable is not set or empty, and --config (or GATEWAY_CONFIG) says that it holds the configuration`,
  );
  return { name: variable, called: variable, text: undefined, folder: '.' };
}

function fileText(file: string, { reader, report }: Way): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(reader.configuration(file));
  } catch (error) {
    const why = error instanceof TypeError ? 'not UTF-8 text' : errorCode(error);
    report.fault(file, `the file cannot be read (${why})`);
    return undefined;
  }
}

function fromText({ name, called, text, folder }: Text, way: Way): Loaded {
  const { env, report } = way;
  const route = routeVariables(env);
  if (route.length > 0) {
    report.fault(
      route[0] ?? '',
      `${called} is used, but ${route.join(', ')} would configure a route too; unset these, or do without the file`,
    );
  }
  const { readText, texts } = createSubstitution(env, report);
  const data = text === undefined ? undefined : parseYaml(text, name, report, readText);
  if (data === undefined) return ended(way);
  const merged = withIncluded({ name, folder, data, texts }, way);
  return fromData(merged.data, way, {
    texts: merged.texts,
    anyPath: false,
    origins: new Map(),
    folder,
    merged,
  });
}

function fromEnvironment(way: Way): Loaded {
  const route = environmentRoute(way.env, way.report);
  if (!route) return ended(way);
  const { data, origins } = route;
  return fromData(data, way, { texts: new Map(), anyPath: true, origins, folder: '.' });
}

interface DataOptions {
  readonly texts: ReadonlyMap<string, string>;
  readonly anyPath: boolean;
  readonly origins: ReadonlyMap<string, string>;
  /** What paths are relative to. */
  readonly folder: string;
  /** Where it may come from several files. */
  readonly merged?: Merged;
}

function fromData(given: Record<string, unknown>, way: Way, options: DataOptions): Loaded {
  const { env, report, reader, now } = way;
  const { texts, anyPath, merged } = options;
  const { data, origins } = fillFromVariables(given, env, report);
  const { value, ignored } = shape(fileSchema, data, report, { texts });
  if (value === undefined) return ended(way);
  // Of the data, what is in order has been left.
  const sources = filesIn((path) => resolvePath(options.folder, path), way);
  const sourcesOf = (route: number): SecretSources => sourcesIn(route, sources, way, merged);
  // Other programs read the same variables: paths in them are relative to the working folder.
  const traces = readTraceVariables(env, (path) => reader.unwatched(path), report);
  const resolved = resolve(value, data, report, { sources, sourcesOf, texts, anyPath, now });
  const config = { ...resolved, traces };
  if (report.faults.length === 0) report.warnings.push(...configWarnings(config));
  const own = Object.keys(value.schemes ?? {}).filter((name) => name.startsWith('x-'));
  const kept = [...ignored, ...own.map((name) => member('schemes', name))];
  const named = new Map([...options.origins, ...origins]);
  const placeOf = (path: string): string => originOf(merged?.placeOf(path) ?? path, named);
  const told = <One extends Fault>({ path, message, ...rest }: One) => ({
    ...rest,
    path: placeOf(path),
    message: merged?.told(message) ?? message,
  });
  // A variable that is missing in a part the user keeps for himself harms nobody.
  const faults = report.faults.filter((fault) => !kept.some((path) => within(fault.path, path))).map(told);
  const warnings = report.warnings.map(told);
  const read = reader.read(placeOf);
  return faults.length === 0 ? { ok: true, config, warnings, read } : { ok: false, faults, warnings, read };
}

function filesIn(placeOf: SecretSources['placeOf'], { env, reader }: Way): SecretSources {
  return {
    env,
    placeOf,
    readFile: (path, key) => reader.secret(placeOf(path), key),
    readText: (path) => reader.configuration(placeOf(path)),
    expression: (expression) => {
      reader.expression(expression);
    },
  };
}

/** A file that an included one names stands beside that one. */
function sourcesIn(
  route: number,
  sources: SecretSources,
  way: Way,
  merged: Merged | undefined,
): SecretSources {
  if (!merged) return sources;
  const shown = (path: string): string => merged.fileOf(route, path);
  return { ...filesIn((path) => sources.placeOf(shown(path)), way), shown };
}

/** The variable that filled a key path, where one did: faults name what the user wrote. */
function originOf(path: string, origins: ReadonlyMap<string, string>): string {
  let [origin, nearest] = [path, -1];
  for (const [filled, variable] of origins) {
    if (filled.length > nearest && within(path, filled)) [origin, nearest] = [variable, filled.length];
  }
  return origin;
}

function ended({ report, reader }: Way): Loaded {
  return { ok: false, faults: report.faults, warnings: report.warnings, read: reader.read() };
}
