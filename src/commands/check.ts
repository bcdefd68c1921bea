/** `check`: validates a configuration, lists every fault, warns, and shows the effective configuration. */
import type { GatewayConfig } from '../config/config.js';
import type { Fault } from '../checks/fault.js';
import { loadGatewayConfig } from '../config/load.js';
import { redactConfig } from '../config/redact.js';
import { routeNotes } from '../config/warn/route-notes.js';
import { toYaml } from '../config/read/yaml.js';
import type { CHECK } from './declared/running.js';
import type { ArgsOf } from './frame/declaration.js';
import { UsageError, type ExitCode, type Io } from './io.js';

/** What only a running Redis, and a running gateway, can tell. */
export interface OnlineFindings {
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
  /** Things worth knowing, such as the server's version and eviction policy. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

export type OnlineCheck = (config: GatewayConfig) => Promise<OnlineFindings>;

/**
 * Faults and warnings go to `err`, the effective configuration to `out`, and before it, as comments, what the routes'
 * choices come to. Connects to nothing without `--online`.
 * @param online asks the store and the running gateway; without it `--online` is a usage fault
 * @returns 0 if the configuration can be served, else 2
 */
export async function check(
  { values }: ArgsOf<typeof CHECK>,
  io: Pick<Io, 'out' | 'err' | 'env'>,
  online?: OnlineCheck,
): Promise<ExitCode> {
  if (values.online && !online) throw new UsageError('--online is not available here');

  const loaded = loadGatewayConfig({ file: values.config, env: io.env, now: Date.now() });
  const found = loaded.ok && values.online ? await online?.(loaded.config) : undefined;
  const faults = sorted([...(loaded.ok ? [] : loaded.faults), ...(found?.faults ?? [])]);
  const warnings = sorted([...loaded.warnings, ...(found?.warnings ?? [])]);
  const ok = loaded.ok && faults.length === 0;

  for (const { path, message } of faults) io.err(`${path}: ${message}\n`);
  for (const { path, message } of warnings) io.err(`warning: ${path}: ${message}\n`);
  const config = loaded.ok ? redactConfig(loaded.config) : undefined;
  const notes = loaded.ok ? routeNotes(loaded.config) : undefined;
  if (values.output === 'json') {
    const facts = found && { online: found.facts };
    io.out(`${JSON.stringify({ ok, faults, warnings, ...facts, notes, config }, undefined, 2)}\n`);
  } else if (config) {
    if (found)
      io.err(
        Object.entries(found.facts)
          .map(([name, fact]) => `${name}: ${String(fact)}\n`)
          .join(''),
      );
    for (const { path, message } of notes ?? []) io.out(`# ${path}: ${message}\n`);
    io.out(toYaml(config));
  }
  io.err(summary(faults.length, warnings.length));
  return ok ? 0 : 2;
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
