import type { ClaimStore } from '../line/claim/claim-store.js';
import type { Log, LineFields } from './log.js';
import type { Metrics } from './metrics.js';
import type { StoreOperation } from '../queue/message-store.js';

/** Tells the metrics whether the store is up, now and with every change. */
export function watchStore(store: ClaimStore, metrics: Metrics): void {
  metrics.storeUp(store.up);
  store.onChange((up) => {
    metrics.storeUp(up);
  });
}

/** What a store tells by itself: its state in words, what it forgot, and how long each question took. */
export function storeHooks(metrics: Metrics, log: Log) {
  return {
    onEvict: (): void => {
      metrics.evicted();
    },
    onOperation: (operation: StoreOperation, seconds: number, error?: string): void => {
      metrics.storeAsked(operation, seconds, error === undefined);
    },
    log: {
      info: (fields: LineFields, message: string): void => {
        log.info(message, fields);
      },
      warn: (fields: LineFields, message: string): void => {
        log.warn(message, fields);
      },
    },
  };
}
