/**
 * BullMQ's own backend, but for two things: its worker waits in a place that many share, not over a connection of its
 * own; and what answers otherwise than the scheduler's script is no store, from which nothing is taken.
 */
import {
  QueueKeys,
  RedisConnection,
  RedisQueueBackend,
  type BackendFactory,
  type WorkerOptions,
} from 'bullmq';
import { StoreUnavailable } from '../line/claim/claim-store.js';
import type { Place, SharedWaits } from './shared-wait.js';

class SharedBackend extends RedisQueueBackend {
  /** Set at once, but after the parent's constructor. */
  #place: Place | undefined;

  takePlace(waits: SharedWaits): this {
    this.#place = waits.join(this.keys.marker ?? '');
    return this;
  }

  /** Zero: look now. When a delayed job is due, the look itself says. */
  override async waitForJob(blockTimeout: number): Promise<{ member: string; score: number } | null> {
    const found = await this.#place?.wait(blockTimeout);
    return found === true ? { member: '', score: 0 } : null;
  }

  override disconnectBlocking(): Promise<void> {
    this.#place?.cancel();
    return Promise.resolve();
  }

  override reconnectBlocking(): Promise<void> {
    return Promise.resolve();
  }

  override async close(force?: boolean): Promise<void> {
    this.#place?.leave();
    await super.close(force);
  }

  /** @throws StoreUnavailable (rejects) */
  override async moveToActive(token: string, name?: string): Promise<unknown[]> {
    const answer: unknown[] = await super.moveToActive(token, name);
    if (typeof answer[3] !== 'number') throw new StoreUnavailable('corrupt');
    return answer;
  }
}

/** @param waits of this gateway; all its workers share them */
export function sharing(waits: SharedWaits): BackendFactory<RedisQueueBackend> {
  return (name, opts) => {
    const connection = new RedisConnection(opts.connection, {
      shared: true,
      blocking: false,
      ...(opts.skipVersionCheck === true && { skipVersionCheck: true }),
    });
    const keys = new QueueKeys((opts as WorkerOptions).prefix);
    const toKey = (type: string): string => keys.toKey(name, type);
    return new SharedBackend(connection, name, keys.getKeys(name), toKey, opts).takePlace(waits);
  };
}
