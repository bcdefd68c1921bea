/** The reading half: lists, a delivery by its id, counts. */
import type { DeliveryEntry, Page } from '../../../model/log-entry.js';
import type {
  Found,
  ListQuery,
  ListedEntry,
  MessageStore,
  RouteCounts,
} from '../../../queue/message-store.js';
import { readEntry, readFields } from './message-fields.js';
import type { Ask, Keys } from './message-keys.js';
import type { EpochMs } from '../../../model/time.js';

type Reads = Pick<MessageStore, 'list' | 'pending' | 'find' | 'entry' | 'body' | 'counts' | 'routes'>;

export function createReads(keys: Keys, ask: Ask): Reads {
  async function list(route: string, query: ListQuery): Promise<Page<ListedEntry>> {
    const [score = '', after = ''] = query.after?.split('-') ?? [];
    return ask(
      'list',
      (client) =>
        client.gwListBuffer(
          ...[keys.index(route, query.index), keys.message(route, NO_KEY)[0]],
          ...[
            score === '' ? (query.until ?? '+inf') : score,
            query.since ?? '-inf',
            query.limit,
            score,
            after,
          ],
        ),
      (answer) => readList(route, query.limit, answer),
    );
  }

  async function find(routes: readonly string[], id: string): Promise<Found | undefined> {
    const found = await Promise.all(
      routes.map((route) =>
        ask(
          'list',
          (client) => client.get(keys.pointer(route, id)),
          (key) => key,
        ),
      ),
    );
    const candidates = found.flatMap((key, i) =>
      typeof key === 'string' ? [{ route: routes[i] ?? '', key }] : [],
    );
    if (candidates.length < 2) return candidates[0];
    // The same id on several routes: the latest delivery is meant.
    const entries = await Promise.all(candidates.map((candidate) => entryOf(candidate)));
    let latest: { readonly of: Found; readonly at: EpochMs } | undefined;
    candidates.forEach((candidate, i) => {
      const at = entries[i]?.receivedAt ?? -1;
      if (!latest || at > latest.at) latest = { of: candidate, at };
    });
    return latest?.of;
  }

  async function entryOf({ route, key }: Found): Promise<DeliveryEntry | undefined> {
    const [message, body] = keys.message(route, key);
    const [fields, kept] = await Promise.all([
      ask(
        'list',
        (client) => client.hgetall(message),
        (answer) => new Map(Object.entries(answer as Record<string, string>)),
      ),
      ask('list', (client) => client.exists(body), Number),
    ]);
    return fields.size === 0 ? undefined : readEntry(route, fields, kept === 1);
  }

  return {
    list,
    find,
    entry: entryOf,
    body: ({ route, key }) =>
      ask(
        'list',
        (client) => client.getBuffer(keys.message(route, key)[1]),
        (answer) => (Buffer.isBuffer(answer) ? answer : undefined),
      ),
    pending: (route, before, offset, limit) =>
      ask(
        'list',
        (client) =>
          client.zrangebyscore(keys.index(route, 'pending'), '-inf', `(${before}`, 'LIMIT', offset, limit),
        (answer) => answer as string[],
      ),
    async counts(route): Promise<RouteCounts> {
      const [pending, dead, oldest] = await Promise.all([
        ask('count', (client) => client.zcard(keys.index(route, 'pending')), Number),
        ask('count', (client) => client.zcard(keys.index(route, 'dead')), Number),
        ask(
          'count',
          (client) => client.zrange(keys.index(route, 'pending'), '0', '0', 'WITHSCORES'),
          readScore,
        ),
      ]);
      return { pending, dead, oldest };
    },
    routes: () =>
      ask(
        'list',
        (client) => client.smembers(keys.routes),
        (answer) => answer as string[],
      ),
  };
}

/** Stands for the key where a script only needs to know where messages lie. */
const NO_KEY = '0'.repeat(32);
function readList(route: string, limit: number, answer: unknown): Page<ListedEntry> {
  const flat = answer as (Buffer | Buffer[] | number)[];
  const data: ListedEntry[] = [];
  let place: string | undefined;
  for (let i = 0; i < flat.length; i += 4) {
    const key = String(flat[i]);
    const fields = flat[i + 2] as Buffer[];
    place = `${String(flat[i + 1])}-${key}`;
    // An entry may end before its place in the index does.
    if (fields.length > 0)
      data.push({ ...readEntry(route, readFields(fields), flat[i + 3] === 1), key, place });
  }
  return { data, next: flat.length < 4 * limit ? undefined : place };
}

function readScore(answer: unknown): number | undefined {
  const [, score] = answer as string[];
  return score === undefined ? undefined : Number(score);
}
