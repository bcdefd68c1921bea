/** Tells of wrong tokens: a count of all, and a line, seldom, when somebody guesses. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Guesses } from '../http/api/guesses.js';
import { seldom } from '../model/seldom.js';
import type { MonotonicClock } from '../model/time.js';
import type { Log } from '../observe/log.js';
import type { Metrics } from '../observe/metrics.js';

export function watchGuesses(log: Log, { instruments }: Metrics, now: MonotonicClock): Guesses {
  let latest = '';
  const tell = seldom((count) => {
    log.warn(`somebody guesses at the API's tokens: ${count} wrong ones were slowed`, { client: latest });
  }, now);
  return new Guesses({
    now,
    wait: (ms, signal) => sleep(ms, undefined, { ref: false, signal }),
    told(client, slowed) {
      instruments.wrongTokens.at().inc();
      latest = client;
      if (slowed) tell();
    },
  });
}
