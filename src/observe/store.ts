import type { ClaimStore } from '../steps/claims.js';
import { isMessageOperation } from '../steps/messages.js';
import type { Log, LineFields } from './log.js';
import type { Metrics, StoreOperation } from './metrics.js';

/** The same store, with every question timed and counted: stores know nothing of metrics. */
export function observeStore(store: ClaimStore, metrics: Metrics): ClaimStore {
  metrics.storeUp(store.up);
  store.onChange((up) => {
    metrics.storeUp(up);
  });

  function timed<Answer>(operation: StoreOperation, asked: Promise<Answer>): Promise<Answer> {
    const start = performance.now();
    return asked.then(
      (answer) => {
        metrics.storeAsked(operation, (performance.now() - start) / 1000, true);
        return answer;
      },
      (error: unknown) => {
        metrics.storeAsked(operation, (performance.now() - start) / 1000, false);
        throw error;
      },
    );
  }

  return {
    claim: (key, owner) => timed('claim', store.claim(key, owner)),
    renew: (key, owner) => timed('renew', store.renew(key, owner)),
    commit: (key, owner, status, windowMs) => timed('commit', store.commit(key, owner, status, windowMs)),
    release: (key, owner) => timed('release', store.release(key, owner)),
    queue: (key, windowMs) => timed('queue', store.queue(key, windowMs)),
    bury: (key, reason, windowMs) => timed('bury', store.bury(key, reason, windowMs)),
    look: (key) => timed('look', store.look(key)),
    forget: (key) => timed('forget', store.forget(key)),
    noteBody: (key, record, windowMs) => timed('note_body', store.noteBody(key, record, windowMs)),
    noted: (key) => timed('look', store.noted(key)),
    get up() {
      return store.up;
    },
    onChange(listener) {
      store.onChange(listener);
    },
    async ready(ms) {
      const up = await store.ready(ms);
      metrics.storeUp(store.up);
      return up;
    },
    close: () => store.close(),
  };
}

/** What a store tells by itself: its state in words, what it forgot, and the times of questions about messages. */
export function storeHooks(metrics: Metrics, log: Log) {
  return {
    onEvict: (): void => {
      metrics.evicted();
    },
    onOperation: (operation: string, seconds: number, error?: string): void => {
      // Questions about claims are timed around the store, whichever it is.
      if (isMessageOperation(operation)) metrics.storeAsked(operation, seconds, error === undefined);
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
