/** The configuration of a process: put in force, told, and read again when somebody asks or its files change. */
import type { Fault } from '../../checks/fault.js';
import type { GatewayConfig } from '../../config/config.js';
import { changesBetween, type Change } from '../../config/difference.js';
import { configHash, hashNumber } from '../../config/hash.js';
import { redactConfig } from '../../config/redact.js';
import { reloadFaults } from '../../config/reload.js';
import { placedSecrets } from '../../config/secrets/placed-secrets.js';
import { windowsOf } from '../../config/windows.js';
import type { WhatWasRead } from '../../config/read/reader.js';
import type { EpochClock, EpochMs } from '../../model/time.js';
import type { Log } from '../../observe/log.js';
import type { Metrics } from '../../observe/metrics.js';
import type {
  ConfigurationOperations,
  ConfigurationState,
  Reloaded,
  WatchedFile,
} from '../../operate/configuration.js';
import { exchangeSecrets, type Load, type Sound } from './exchange-secrets.js';
import { differs, type Content } from './looks.js';
import { RefusedFiles } from './refused-files.js';
import { watchFiles, type Found } from './watch.js';

export interface ConfigurationParts {
  readonly load: Load;
  readonly log: Log;
  readonly metrics: Metrics;
  /** What can only be found out by asking another process. Left out: nothing. */
  readonly laterFaults?: (read: WhatWasRead) => Promise<readonly Fault[]>;
  /** Epoch milliseconds. */
  readonly clock?: EpochClock;
}

/** Puts a configuration in force. */
type Apply = (config: GatewayConfig) => Promise<void>;

/**
 * How long after the start the hash is made if nobody asks before, in milliseconds: it is slow to make, on purpose, and
 * would cost the start and the first deliveries a quarter more where the processor is rationed.
 */
export const HASH_AFTER = 1_000;

/** One that was read and refused, while the one before it stays. */
interface Attempt {
  readonly read: WhatWasRead;
  readonly at: EpochMs;
  readonly reason: string;
}

export class Configuration implements ConfigurationOperations {
  readonly #parts: ConfigurationParts;
  readonly #clock: EpochClock;
  readonly #refusedFiles: RefusedFiles;
  #loaded: Sound;
  #readAt: EpochMs;
  /** When the content of a file came in force, where that was later than the rest. */
  readonly #exchangedAt = new Map<string, EpochMs>();
  #refused: Attempt | undefined;
  /** Of what is in force; undefined: nobody has asked yet. */
  #hash: Promise<string> | undefined;
  #hashDue: NodeJS.Timeout | undefined;
  /** One after the other, whoever asks; those that come before the gateway has started wait for it. */
  #turn: Promise<unknown>;
  #start: (apply: Apply) => void = () => undefined;
  readonly #apply: Promise<Apply>;
  #stopWatch = (): void => undefined;

  constructor(first: Sound, parts: ConfigurationParts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? Date.now;
    this.#refusedFiles = new RefusedFiles(parts, this.#clock);
    this.#loaded = first;
    this.#readAt = this.#clock();
    this.#apply = new Promise((resolve) => (this.#start = resolve));
    this.#turn = this.#apply;
    this.#warn(first.warnings);
  }

  /** From now on there is a gateway to put configurations in force in, and files are watched. */
  started(apply: Apply): void {
    this.#start(apply);
    this.#hashDue = setTimeout(() => void this.#hashed(), HASH_AFTER).unref();
    this.#stopWatch = watchFiles(
      () => ({ config: this.#loaded.config, read: this.#loaded.read, refused: this.#refused?.read }),
      (found) =>
        this.#inTurn(() => this.#look(found)).catch((error: unknown) => {
          this.#parts.log.error('what changed in the watched files could not be taken over', { err: error });
        }),
    );
  }

  /** Files are watched no more. */
  stop(): void {
    clearTimeout(this.#hashDue);
    this.#stopWatch();
  }

  reload(dryRun = false): Promise<Reloaded> {
    return this.#inTurn(() => this.#reload(dryRun));
  }

  async configuration(): Promise<ConfigurationState> {
    await this.#apply;
    const { config, warnings, read } = this.#loaded;
    const readAt = this.#readAt;
    const watched = this.#watched();
    const hash = await this.#hashed();
    const reloadRefused = this.#refused?.reason;
    return {
      // Only who shows it pays for it: the overview and each heartbeat ask for the rest.
      get config() {
        return redactConfig(config);
      },
      get windows() {
        return windowsOf(config, warnings);
      },
      get secrets() {
        return placedSecrets(config);
      },
      ...{ hash, readAt, from: read.from, warnings, watched, reloadRefused },
    };
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #reload(dryRun: boolean): Promise<Reloaded> {
    const loaded = this.#parts.load();
    const faults = loaded.ok ? await this.#faultsOf(loaded) : loaded.faults;
    if (!loaded.ok || faults.length > 0) {
      if (!dryRun) this.#refuse(faults, loaded.read);
      return { ok: false, faults };
    }
    const changes = changesBetween(this.#loaded.config, loaded.config);
    if (dryRun) return { ok: true, changes };
    this.#warn(loaded.warnings);
    if (!(await this.#putInForce(loaded))) {
      const message = 'could not be put in force; the log says why';
      const failed = [{ path: 'configuration', message }];
      this.#noteRefused(failed, loaded.read);
      return { ok: false, faults: failed };
    }
    this.#refused = undefined;
    this.#exchangedAt.clear();
    this.#readAt = this.#clock();
    this.#refusedFiles.clearAll();
    this.#parts.metrics.reloaded(true);
    this.#parts.log.info(`reloaded: ${loaded.config.routes.length} route(s); ${namesOf(changes)}`);
    return { ok: true, changes };
  }

  async #faultsOf({ config, read }: Sound): Promise<readonly Fault[]> {
    const later = (await this.#parts.laterFaults?.(read)) ?? [];
    return [...reloadFaults(this.#loaded.config, config), ...later];
  }

  #refuse(faults: readonly Fault[], read: WhatWasRead): void {
    for (const { path, message } of faults) this.#parts.log.error(`reload refused: ${path}: ${message}`);
    this.#noteRefused(faults, read);
  }

  #noteRefused(faults: readonly Fault[], read: WhatWasRead): void {
    const [first] = faults;
    this.#refused = { read, at: this.#clock(), reason: first ? `${first.path}: ${first.message}` : '' };
    this.#parts.metrics.reloaded(false);
  }

  /** @returns whether it is; if not, the one before it is, and the log says why. */
  async #putInForce(loaded: Sound): Promise<boolean> {
    try {
      await (
        await this.#apply
      )(loaded.config);
    } catch (error) {
      this.#parts.log.error('reload refused', { err: error });
      return false;
    }
    this.#loaded = loaded;
    this.#hash = undefined;
    void this.#hashed();
    return true;
  }

  async #look({ secrets, another }: Found): Promise<void> {
    // What it reads takes the secrets along.
    if (another) await this.#reload(false);
    else await this.#exchange(secrets);
  }

  async #exchange(contents: ReadonlyMap<string, Content>): Promise<void> {
    const before = this.#loaded;
    const changed = new Map<string, Content>();
    for (const [path, content] of contents) {
      // A reload may have taken it away since the look.
      const file = before.read.secrets.get(path);
      if (file && differs(file.bytes, content)) changed.set(path, content);
      else this.#refusedFiles.clear(path);
    }
    if ([...changed].every(([path, content]) => this.#refusedFiles.knows(path, content))) return;
    const { loaded, refused } = exchangeSecrets(this.#parts.load, before.read, changed);
    for (const [path, reason] of refused) this.#refuseFile(path, changed, reason);
    if (!loaded) return;
    const taken = [...changed.keys()].filter((path) => !refused.has(path));
    if (!(await this.#putInForce(loaded))) {
      for (const path of taken) this.#refuseFile(path, changed, 'it could not be put in force');
      return;
    }
    for (const path of taken) {
      this.#exchangedAt.set(path, this.#clock());
      this.#refusedFiles.clear(path);
    }
    this.#warn(loaded.warnings.filter((warning) => !before.warnings.some((one) => same(one, warning))));
    this.#parts.log.info(`secrets exchanged; ${namesOf(changesBetween(before.config, loaded.config))}`);
  }

  #refuseFile(path: string, contents: ReadonlyMap<string, Content>, reason: string): void {
    const content = contents.get(path);
    if (content) this.#refusedFiles.refuse(path, content, reason);
  }

  #watched(): readonly WatchedFile[] {
    const { config, read } = this.#loaded;
    const secrets = config.reload.secrets === 'watch' ? [...read.secrets.keys()] : [];
    const files = config.reload.config === 'watch' ? [...read.text.files.keys()] : [];
    return [
      ...files.map((path) => watchedFile(path, this.#readAt, this.#refusalOf(path))),
      ...secrets.map((path) =>
        watchedFile(path, this.#exchangedAt.get(path) ?? this.#readAt, this.#refusedFiles.of(path)),
      ),
    ];
  }

  /** Of a file of the configuration itself: those that differ from what is in force are to blame. */
  #refusalOf(path: string): Refusal | undefined {
    if (!this.#refused) return undefined;
    const { read, at, reason } = this.#refused;
    const tried = read.text.files.get(path);
    const before = this.#loaded.read.text.files.get(path);
    const alike = tried && before ? tried.equals(before) : tried === before;
    return alike ? undefined : { since: at, reason };
  }

  #hashed(): Promise<string> {
    if (!this.#hash) {
      this.#hash = configHash(this.#loaded.config);
      this.#publish(this.#hash);
    }
    return this.#hash;
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

  #warn(warnings: readonly Fault[]): void {
    for (const { path, message } of warnings) this.#parts.log.warn(`${path}: ${message}`);
  }
}

interface Refusal {
  readonly since: EpochMs;
  readonly reason: string;
}

function watchedFile(path: string, inForceSince: EpochMs, refusal: Refusal | undefined): WatchedFile {
  if (refusal) return { path, state: 'refused', since: refusal.since, reason: refusal.reason };
  return { path, state: 'in_force', since: inForceSince, reason: undefined };
}

function same(one: Fault, other: Fault): boolean {
  return one.path === other.path && one.message === other.message;
}

/** Keys that one line of the log names. */
const MOST_NAMED = 20;

function namesOf(changes: readonly Change[]): string {
  if (changes.length === 0) return 'nothing changed';
  const named = changes.slice(0, MOST_NAMED).map(({ path }) => path);
  const more = changes.length - named.length;
  return `changed: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
