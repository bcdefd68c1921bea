/**
 * Asks how the store keeps queued messages. At the start it refuses a store that cannot be as durable as configured. It
 * asks again whenever the store comes back, because after a failover that may be another server.
 */
import type { GatewayConfig } from '../config/config.js';
import type { Log } from '../observe/log.js';
import type { Metrics } from '../observe/metrics.js';
import type { ClaimStore } from '../line/claim/claim-store.js';
import type { DurabilityReport } from '../store/redis/durability/online.js';

const ASK_TIMEOUT_MS = 2_000;

interface Parts {
  /** As it is now. */
  readonly config: () => GatewayConfig;
  readonly store: ClaimStore;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** @throws Error naming what is asked for and cannot be had (rejects). A store that does not answer is no fault. */
export async function watchDurability(parts: Parts): Promise<void> {
  const faults = (await ask(parts))?.faults ?? [];
  if (faults.length > 0) throw new Error(faults.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  parts.store.onChange((up) => {
    if (up) void ask(parts);
  });
}

async function ask({ config, log, metrics }: Parts): Promise<DurabilityReport | undefined> {
  const { store, routes } = config();
  const { url, durability, replicas } = store;
  const queued = routes.some(({ delivery }) => delivery.mode !== 'direct');
  if (url === 'memory:' || (!queued && durability === 'server' && replicas === 0)) return undefined;
  const { askDurability } = await import('../store/redis/durability/online.js');
  const report = await askDurability(url, ASK_TIMEOUT_MS, { durability, replicas, queued });
  if (report.durable !== undefined) metrics.storeDurable(report.durable);
  for (const { path, message } of [...report.faults, ...report.warnings]) log.warn(message, { key: path });
  return report;
}
