/**
 * Asks how the store keeps queued messages. At the start it refuses a store that cannot be as durable as configured, but
 * not one that cannot say yet. It asks again whenever the store comes back, because after a failover that may be another
 * server, and now and then, because somebody may set it up anew.
 */
import { queueing } from '../config/config.js';
import type { GatewayConfig } from '../config/config.js';
import type { Log } from '../observe/log.js';
import type { Metrics } from '../observe/metrics.js';
import type { ClaimStore } from '../line/claim/claim-store.js';
import type { DurabilityReport } from '../store/redis/durability/online.js';

const ASK_TIMEOUT_MS = 2_000;
const AGAIN_MS = 60_000;
/** After an answer that is none, or not a good one. */
const AGAIN_SOON_MS = 10_000;

interface Parts {
  /** As it is now. */
  readonly config: () => GatewayConfig;
  readonly store: ClaimStore;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * @returns what ends the watch
 * @throws Error naming what is asked for and cannot be had (rejects). A store that does not answer is no fault.
 */
export async function watchDurability(parts: Parts): Promise<() => void> {
  const watch = new DurabilityWatch(parts);
  const faults = (await watch.look())?.faults ?? [];
  if (faults.length > 0) {
    watch.stop();
    throw new Error(faults.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  }
  parts.store.onChange((up) => {
    if (up) void watch.look();
  });
  return () => {
    watch.stop();
  };
}

class DurabilityWatch {
  readonly #parts: Parts;
  #looking: Promise<DurabilityReport | undefined> = Promise.resolve(undefined);
  #said = '';
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  look(): Promise<DurabilityReport | undefined> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<DurabilityReport | undefined> {
    if (this.#stopped) return undefined;
    const report = await ask(this.#parts.config());
    if (report?.durable !== undefined) this.#tell(report);
    this.#lookLater(report?.durable === true || report === undefined ? AGAIN_MS : AGAIN_SOON_MS);
    return report;
  }

  /** What was said last is not said again. */
  #tell({ durable = false, faults, warnings }: DurabilityReport): void {
    const { log, metrics } = this.#parts;
    metrics.storeDurable(durable);
    const findings = [...faults, ...warnings];
    const text = JSON.stringify(findings);
    if (text !== this.#said) for (const { path, message } of findings) log.warn(message, { key: path });
    this.#said = text;
  }

  #lookLater(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      // One that is lost is asked when it is back.
      if (this.#parts.store.up) void this.look();
      else this.#lookLater(ms);
    }, ms);
    this.#timer.unref();
  }
}

async function ask({ store, routes }: GatewayConfig): Promise<DurabilityReport | undefined> {
  const { url, durability, replicas } = store;
  const queued = routes.some(queueing);
  if (url === 'memory:' || (!queued && durability === 'server' && replicas === 0)) return undefined;
  const { askDurability } = await import('../store/redis/durability/online.js');
  return askDurability(url, ASK_TIMEOUT_MS, { durability, replicas, queued });
}
