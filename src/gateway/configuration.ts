/** The configuration of a process: put in force, told, and read again when somebody asks. */
import type { Fault } from '../checks/fault.js';
import type { GatewayConfig, Loaded } from '../config/config.js';
import { changesBetween, type Change } from '../config/difference.js';
import { configHash, hashNumber } from '../config/hash.js';
import { redactConfig } from '../config/redact.js';
import { reloadFaults } from '../config/reload.js';
import type { EpochClock, EpochMs } from '../model/time.js';
import type { Log } from '../observe/log.js';
import type { Metrics } from '../observe/metrics.js';
import type { ConfigurationOperations, ConfigurationState, Reloaded } from '../operate/configuration.js';

/** One that has no faults. */
export type Sound = Extract<Loaded, { readonly ok: true }>;

export interface ConfigurationParts {
  readonly load: () => Loaded;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Epoch milliseconds. */
  readonly clock?: EpochClock;
}

/** Puts a configuration in force. */
type Apply = (config: GatewayConfig) => Promise<void>;

/** Keys that one line of the log names. */
const MOST_NAMED = 20;

export class Configuration implements ConfigurationOperations {
  readonly #parts: ConfigurationParts;
  readonly #clock: EpochClock;
  #loaded: Sound;
  #readAt: EpochMs;
  #hash: Promise<string>;
  /** One after the other, whoever asks; those that come before the gateway has started wait for it. */
  #turn: Promise<unknown>;
  #start: (apply: Apply) => void = () => undefined;
  readonly #apply: Promise<Apply>;

  constructor(first: Sound, parts: ConfigurationParts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? Date.now;
    this.#loaded = first;
    this.#readAt = this.#clock();
    this.#apply = new Promise((resolve) => (this.#start = resolve));
    this.#turn = this.#apply;
    this.#hash = this.#apply.then(() => configHash(first.config));
    this.#publish(this.#hash);
    this.#warn(first);
  }

  get config(): GatewayConfig {
    return this.#loaded.config;
  }

  /** From now on there is a gateway to put configurations in force in. */
  started(apply: Apply): void {
    this.#start(apply);
  }

  reload(dryRun = false): Promise<Reloaded> {
    return this.#inTurn(() => this.#reload(dryRun));
  }

  async configuration(): Promise<ConfigurationState> {
    const { config, warnings, read } = this.#loaded;
    const readAt = this.#readAt;
    const hash = await this.#hash;
    return { config: redactConfig(config), hash, readAt, from: read.from, warnings, watched: [] };
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #reload(dryRun: boolean): Promise<Reloaded> {
    const loaded = this.#parts.load();
    const faults = loaded.ok ? reloadFaults(this.config, loaded.config) : loaded.faults;
    if (loaded.ok && faults.length === 0) {
      const changes = changesBetween(this.config, loaded.config);
      return dryRun ? { ok: true, changes } : this.#takeOver(loaded, changes);
    }
    if (!dryRun) this.#refuse(faults);
    return { ok: false, faults };
  }

  #refuse(faults: readonly Fault[]): void {
    const { log, metrics } = this.#parts;
    for (const { path, message } of faults) log.error(`reload refused: ${path}: ${message}`);
    metrics.reloaded(false);
  }

  async #takeOver(loaded: Sound, changes: readonly Change[]): Promise<Reloaded> {
    const { log, metrics } = this.#parts;
    this.#warn(loaded);
    try {
      await this.#putInForce(loaded);
    } catch (error) {
      log.error('reload refused', { err: error });
      metrics.reloaded(false);
      const message = 'could not be put in force; the log says why';
      return { ok: false, faults: [{ path: 'configuration', message }] };
    }
    metrics.reloaded(true);
    log.info(`reloaded: ${loaded.config.routes.length} route(s); ${namesOf(changes)}`);
    return { ok: true, changes };
  }

  async #putInForce(loaded: Sound): Promise<void> {
    await (
      await this.#apply
    )(loaded.config);
    this.#loaded = loaded;
    this.#readAt = this.#clock();
    this.#hash = configHash(loaded.config);
    this.#publish(this.#hash);
  }

  /** Of two that are made at the same time, the later counts. */
  #publish(hash: Promise<string>): void {
    const { log, metrics } = this.#parts;
    hash.then(
      (made) => {
        if (this.#hash === hash) metrics.configured(hashNumber(made));
      },
      (error: unknown) => {
        log.error('no hash of the configuration', { err: error });
      },
    );
  }

  #warn({ warnings }: Sound): void {
    for (const { path, message } of warnings) this.#parts.log.warn(`${path}: ${message}`);
  }
}

function namesOf(changes: readonly Change[]): string {
  if (changes.length === 0) return 'nothing changed';
  const named = changes.slice(0, MOST_NAMED).map(({ path }) => path);
  const more = changes.length - named.length;
  return `changed: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Of a gateway whose configuration comes from no place that could be read again. */
export function fixedConfiguration(config: GatewayConfig): ConfigurationOperations {
  const since = Date.now();
  return {
    reload: () => Promise.resolve({ ok: true, changes: [] }),
    configuration: async () => ({
      config: redactConfig(config),
      hash: await configHash(config),
      readAt: since,
      from: 'variables',
      warnings: [],
      watched: [],
    }),
  };
}
