import type { PauseStore } from '../../line/pauses.js';
import type { PausedBy } from '../../model/trail.js';
import type { Ask } from './messages/message-keys.js';

/** One hash over all routes, without expiry: a pause ends by word only. */
export function createRedisPauses(prefix: string, ask: Ask): PauseStore {
  const key = `${prefix}:paused`;
  return {
    load: () =>
      ask(
        'pauses',
        (client) => client.hgetall(key),
        (answer) => new Map(Object.entries(answer as Record<string, PausedBy>)),
      ),
    async set(route, by) {
      await ask(
        'pauses',
        (client) => (by === undefined ? client.hdel(key, route) : client.hset(key, route, by)),
        () => undefined,
      );
    },
  };
}
