/** `check`: validates a configuration, lists every fault, warns, and shows the effective configuration. */
import type { GatewayConfig, Loaded } from '../config/config.js';
import type { Fault } from '../checks/fault.js';
import { loadGatewayConfig } from '../config/load.js';
import { redactConfig } from '../config/redact.js';
import { routeNotes } from '../config/warn/route-notes.js';
import type { Change } from '../config/difference.js';
import { toYaml } from '../config/read/yaml.js';
import { changeLines } from './config-changes.js';
import { deniedIn, readDenied } from './check-deny.js';
import type { CHECK } from './declared/running.js';
import type { ArgsOf } from './frame/declaration.js';
import type { Tried } from './try-expressions.js';
import { UsageError, type ExitCode, type Io } from './io.js';

/** What only a running Redis, and a running gateway, can tell. */
export interface OnlineFindings {
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
  /** Things worth knowing, such as the server's version and eviction policy. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

export type OnlineCheck = (config: GatewayConfig) => Promise<OnlineFindings>;

/** What is asked of others; without them `--online` and `--running` are usage faults. */
export interface CheckQuestions {
  readonly online?: OnlineCheck;
  /** @returns from what is in force to what the file says */
  readonly running?: (config: GatewayConfig) => Promise<readonly Change[]>;
}

/**
 * Faults and warnings go to `err`, the effective configuration to `out`, and before it, as comments, what the routes'
 * choices come to. Connects to nothing without `--online` or `--running`.
 * @returns 2 if the configuration cannot be served, 1 if something in it is denied, a sample fails or the gateway runs
 * another, else 0
 */
export async function check(
  { values }: ArgsOf<typeof CHECK>,
  io: Pick<Io, 'out' | 'err' | 'env'>,
  { online, running }: CheckQuestions = {},
): Promise<ExitCode> {
  if (values.online && !online) throw new UsageError('--online is not available here');
  if (values.running && !running) throw new UsageError('--running is not available here');
  const words = readDenied(values.deny);

  const loaded = loadGatewayConfig({ file: values.config, env: io.env, now: Date.now() });
  const config = loaded.ok ? loaded.config : undefined;
  const found = config && values.online ? await online?.(config) : undefined;
  const tried = await triedExpressions(loaded);
  const findings: Findings = {
    faults: sorted([...(loaded.ok ? [] : loaded.faults), ...tried.faults, ...(found?.faults ?? [])]),
    warnings: sorted([...loaded.warnings.map(faultOf), ...(found?.warnings ?? [])]),
    denied: config && values.deny !== undefined ? deniedIn(config, loaded.warnings, words) : undefined,
    failed: tried.failed,
    changes: config && values.running ? await running?.(config) : undefined,
    facts: found?.facts,
  };
  tell(findings, values.quiet, io);
  const shown = config && !values.quiet ? shownOf(config) : undefined;
  if (values.output === 'json') io.out(asJson(findings, shown));
  else if (shown) io.out(asYaml(shown));
  if (!values.quiet) io.err(summary(findings.faults.length, findings.warnings.length));
  if (findings.faults.length > 0) return 2;
  const { denied = [], changes = [], failed } = findings;
  return denied.length + changes.length + failed.length > 0 ? 1 : 0;
}

const NOTHING_TRIED: Tried = { faults: [], failed: [] };

/** What evaluates is loaded only if there is something to evaluate. */
async function triedExpressions(loaded: Loaded): Promise<Tried> {
  if (loaded.read.expressions.length === 0) return NOTHING_TRIED;
  const { tryExpressions } = await import('./try-expressions.js');
  return tryExpressions(loaded);
}

interface Findings {
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
  /** Undefined: nobody asked. */
  readonly denied: readonly Fault[] | undefined;
  /** Samples that come to no body. */
  readonly failed: readonly Fault[];
  readonly changes: readonly Change[] | undefined;
  readonly facts: OnlineFindings['facts'] | undefined;
}

interface Shown {
  readonly notes: readonly Fault[];
  readonly config: Readonly<Record<string, unknown>>;
}

function shownOf(config: GatewayConfig): Shown {
  return { notes: routeNotes(config), config: redactConfig(config) };
}

function tell(
  { faults, warnings, denied = [], failed, changes, facts = {} }: Findings,
  quiet: boolean,
  io: Pick<Io, 'err'>,
) {
  for (const { path, message } of faults) io.err(`${path}: ${message}\n`);
  for (const { path, message } of warnings) io.err(`warning: ${path}: ${message}\n`);
  for (const { path, message } of denied) io.err(`denied: ${path}: ${message}\n`);
  for (const { path, message } of failed) io.err(`sample failed: ${path}: ${message}\n`);
  if (changes && changes.length > 0)
    io.err(`the running gateway has another configuration:\n${changeLines(changes)}`);
  else if (changes && !quiet) io.err('the running gateway has this configuration in force\n');
  if (!quiet) for (const [name, fact] of Object.entries(facts)) io.err(`${name}: ${String(fact)}\n`);
}

function asJson(
  { faults, warnings, denied, failed, changes, facts }: Findings,
  shown: Shown | undefined,
): string {
  const ok = faults.length === 0;
  const samples = failed.length > 0 ? { failedSamples: failed } : {};
  const asked = {
    denied,
    ...samples,
    running: changes && { differs: changes.length > 0, changes },
    online: facts,
  };
  return `${JSON.stringify({ ok, faults, warnings, ...asked, ...shown }, undefined, 2)}\n`;
}

function asYaml({ notes, config }: Shown): string {
  return notes.map(({ path, message }) => `# ${path}: ${message}\n`).join('') + toYaml(config);
}

/** A warning as it is told. */
function faultOf({ path, message }: Fault): Fault {
  return { path, message };
}

function sorted(list: readonly Fault[]): Fault[] {
  return [...list].sort((a, b) => compare(a.path, b.path));
}

/** In the order of the file: `routes[2]` before `routes[10]`. */
function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function summary(faults: number, warnings: number): string {
  const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
  const verdict = faults === 0 ? 'the configuration is valid' : 'the configuration cannot be used';
  return `${verdict}: ${count(faults, 'fault')}, ${count(warnings, 'warning')}\n`;
}
