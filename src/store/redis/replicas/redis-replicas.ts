/**
 * What replicas tell each other: `<prefix>:replicas:1` who lives, `<prefix>:minute:1:<minute>` what each counted in a
 * minute, `<prefix>:first:1` routes that ever had a delivery. All have an expiry.
 */
import { LIVES_MS, MINUTE_STAYS_MS, type Living, type ReplicaNotes } from '../../../model/replica-notes.js';
import { isOne, noAnswerOfOurs } from '../script.js';
import { nothing, type Ask } from '../messages/message-keys.js';
import { VERSIONS } from '../versions.js';

/** How long it is known that a route had a delivery, in milliseconds; each replica writes it again once. */
const FIRST_STAYS_MS = 366 * 86_400_000;

export function createRedisReplicas(prefix: string, ask: Ask): ReplicaNotes {
  const replicas = `${prefix}:replicas:${VERSIONS.replicas}`;
  const first = `${prefix}:first:${VERSIONS.first}`;
  const keyOf = (minute: number): string => `${prefix}:minute:${VERSIONS.minute}:${minute}`;
  return {
    beat: (id, about) => ask('replicas', (client) => client.gwBeat(replicas, id, about, LIVES_MS), readBeat),
    leave: (id) => ask('replicas', (client) => client.hdel(replicas, id), nothing),
    async keepMinute(minute, id, counts) {
      await ask(
        'replicas',
        (client) => client.gwKeepMinute(keyOf(minute), id, counts, MINUTE_STAYS_MS),
        isOne,
      );
    },
    minutes: (minutes) =>
      Promise.all(
        minutes.map((minute) =>
          ask(
            'replicas',
            (client) => client.hgetall(keyOf(minute)),
            (answer) => new Map(Object.entries(answer as Record<string, string>)),
          ),
        ),
      ),
    async keepFirst(routes) {
      if (routes.length === 0) return;
      await ask('replicas', (client) => client.gwKeepFirst(first, FIRST_STAYS_MS, ...routes), isOne);
    },
    firsts: () =>
      ask(
        'replicas',
        (client) => client.smembers(first),
        (answer) => new Set(answer as string[]),
      ),
  };
}

/** @throws StoreUnavailable for an answer that is none */
function readBeat(answer: unknown): Awaited<ReturnType<ReplicaNotes['beat']>> {
  if (!Array.isArray(answer) || typeof answer[0] !== 'number') return noAnswerOfOurs();
  const [at, ...flat] = answer as [number, ...string[]];
  const living: Living[] = [];
  for (let i = 0; i < flat.length; i += 2) living.push({ id: flat[i] ?? '', about: flat[i + 1] ?? '' });
  return { living, at };
}
