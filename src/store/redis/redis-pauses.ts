import type { PauseStore } from '../../line/pauses.js';
import type { PausedBy } from '../../model/trail.js';
import type { Ask } from './messages/message-keys.js';
import { countOf, fieldsOf } from './script.js';
import { mark } from './versions.js';

/** One hash over all routes, without expiry: a pause ends by word only. */
export function createRedisPauses(prefix: string, ask: Ask, unreadable: (count: number) => void): PauseStore {
  const key = `${prefix}:paused`;

  /** One of an unknown version holds as an operator's, which nothing but an operator's word ends. */
  function read(text: string): PausedBy {
    if (text.startsWith(mark('pause'))) return text.slice(mark('pause').length) as PausedBy;
    unreadable(1);
    return 'operator';
  }

  return {
    load: () =>
      ask(
        'pauses',
        (client) => client.hgetall(key),
        (answer) => new Map(Object.entries(fieldsOf(answer)).map(([route, text]) => [route, read(text)])),
      ),
    async set(route, by) {
      await ask(
        'pauses',
        (client) =>
          by === undefined ? client.hdel(key, route) : client.hset(key, route, mark('pause') + by),
        countOf,
      );
    },
  };
}
