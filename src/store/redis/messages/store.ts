/**
 * Stored messages and the log in Redis. All keys of a route share its hash tag and so lie in one slot of a Cluster:
 * `<prefix>:{<route>}:` and `m:<key>` the message's fields (fields.ts), `b:<key>` the body's bytes, `l` the log by time
 * of receipt, `p` what is pending by time of receipt, `x` dead letters by time of death, `n:<hash>` the key behind an id.
 * Pending messages have no expiry, everything else has one.
 */
import { hash } from 'node:crypto';
import type { DeliveryEntry, Page } from '../../../operations.js';
import type {
  Begun,
  Ended,
  Found,
  Keeping,
  ListQuery,
  ListedEntry,
  MessageStore,
  NewMessage,
  RouteCounts,
} from '../../../steps/messages.js';
import type { Client } from '../client.js';
import { attemptField, entryFields, messageFields, readEntry, readFields, readMessage } from './fields.js';

/** Attempts that never came back, after which a message is poison. */
export const POISON_AFTER = 5;
/** From so many on it is begun alone, so that it takes no others down with it. */
const SUSPECT_AFTER = 2;
/** The log's index outlives its entries, so that trimming still finds them. */
const SLACK_MS = 3_600_000;

export type MessageOperation = 'put' | 'begin' | 'end' | 'arm' | 'log' | 'list' | 'count' | 'pauses';

/** Sends one question, timed and counted. @throws StoreUnavailable (rejects) */
export type Ask = <T>(
  operation: MessageOperation,
  send: (client: Client) => Promise<unknown>,
  read: (answer: unknown) => T,
) => Promise<T>;

export function createRedisMessages(prefix: string, ask: Ask): MessageStore {
  const base = (route: string): string => `${prefix}:{${route}}:`;
  const pointer = (route: string, id: string): string =>
    `${base(route)}n:${hash('sha256', id, 'hex').slice(0, 32)}`;
  const logKeys = (route: string, key: string, id: string, sourceId: string | undefined): string[] => [
    `${base(route)}m:${key}`,
    `${base(route)}l`,
    pointer(route, id),
    pointer(route, sourceId ?? id),
  ];
  const messageKeys = (route: string, key: string): string[] => [
    `${base(route)}m:${key}`,
    `${base(route)}b:${key}`,
    `${base(route)}p`,
    `${base(route)}x`,
  ];

  async function put(route: string, entry: NewMessage, keeping: Keeping): Promise<void> {
    const { key, message, receivedAt, attempts } = entry;
    const keys = [...logKeys(route, key, message.id, message.sourceId), ...messageKeys(route, key).slice(1)];
    const lives = keeping.log + keeping.pending + SLACK_MS;
    await ask(
      'put',
      (client) =>
        client.gwPut(
          ...keys,
          ...[key, receivedAt, lives, lives, keeping.logCount, message.body],
          ...[attempts.length, ...attempts.map(attemptField), ...messageFields(entry)],
        ),
      nothing,
    );
  }

  function begin(route: string, key: string, alone: boolean): Promise<Begun> {
    return ask(
      'begin',
      (client) =>
        client.gwBeginBuffer(
          ...messageKeys(route, key).slice(0, 2),
          ...[alone ? '1' : '0', POISON_AFTER, SUSPECT_AFTER],
        ),
      readBegun,
    );
  }

  async function end(route: string, key: string, ended: Ended, keeping: Keeping): Promise<void> {
    const { state, attempt } = ended;
    const cancelled = state === 'dead' && ended.dead === 'cancelled';
    const at = state === 'waits' ? ended.notBefore : ended.at;
    const outcome = state === 'dead' ? ended.outcome : 'accepted';
    const buried = state === 'dead' && !cancelled;
    await ask(
      'end',
      (client) =>
        client.gwEnd(
          ...messageKeys(route, key),
          ...[key, cancelled ? 'cancelled' : state, attempt ? attemptField(attempt) : '', at, outcome],
          ...[state === 'dead' ? ended.dead : ''],
          ...[buried ? Math.max(keeping.dead, keeping.log) : keeping.log + SLACK_MS],
          ...[buried ? keeping.dead : keeping.bodies, attempt?.number ?? 0],
        ),
      nothing,
    );
  }

  async function log(route: string, key: string, entry: DeliveryEntry, keeping: Keeping): Promise<void> {
    const attempt = entry.attempts[0];
    const lives = keeping.log + SLACK_MS;
    await ask(
      'log',
      (client) =>
        client.gwLog(
          ...logKeys(route, key, entry.id, entry.sourceId),
          ...[key, entry.receivedAt, lives, lives, keeping.logCount, attempt ? attemptField(attempt) : ''],
          ...[lives, NOTHING_NEW.has(entry.outcome) ? '1' : '0', ...entryFields(entry)],
        ),
      nothing,
    );
  }

  async function list(route: string, query: ListQuery): Promise<Page<ListedEntry>> {
    const [score = '', after = ''] = query.after?.split('-') ?? [];
    return ask(
      'list',
      (client) =>
        client.gwListBuffer(
          ...[`${base(route)}${query.index === 'log' ? 'l' : 'x'}`, `${base(route)}m:${NO_KEY}`],
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
    const keys = await Promise.all(
      routes.map((route) =>
        ask(
          'list',
          (client) => client.get(pointer(route, id)),
          (key) => key,
        ),
      ),
    );
    const candidates = keys.flatMap((key, i) =>
      typeof key === 'string' ? [{ route: routes[i] ?? '', key }] : [],
    );
    if (candidates.length < 2) return candidates[0];
    // The same id on several routes: the latest delivery is meant.
    const entries = await Promise.all(candidates.map((found) => entryOf(found)));
    let latest: { found: Found; at: number } | undefined;
    candidates.forEach((found, i) => {
      const at = entries[i]?.receivedAt ?? -1;
      if (!latest || at > latest.at) latest = { found, at };
    });
    return latest?.found;
  }

  async function entryOf({
    route,
    key,
  }: Found): Promise<(DeliveryEntry & { body: Buffer | undefined }) | undefined> {
    const [message = '', bodyKey = ''] = messageKeys(route, key);
    const [fields, body] = await Promise.all([
      ask(
        'list',
        (client) => client.hgetallBuffer(message),
        (answer) => answer as Record<string, Buffer>,
      ),
      ask(
        'list',
        (client) => client.getBuffer(bodyKey),
        (answer) => (Buffer.isBuffer(answer) ? answer : undefined),
      ),
    ]);
    const known = new Map(Object.entries(fields).map(([name, value]) => [name, value.toString()]));
    return known.size === 0 ? undefined : { ...readEntry(route, known, body !== undefined), body };
  }

  return {
    put,
    begin,
    end,
    arm: (route, key, at, replay) =>
      ask(
        'arm',
        (client) => client.gwArm(...messageKeys(route, key), key, at, replay ? '1' : '0'),
        (answer) => answer as 'armed' | 'pending' | 'no_body' | 'gone',
      ),
    log,
    list,
    pending: (route, before, offset, limit) =>
      ask(
        'list',
        (client) => client.zrangebyscore(`${base(route)}p`, '-inf', `(${before}`, 'LIMIT', offset, limit),
        (answer) => answer as string[],
      ),
    find,
    entry: entryOf,
    async counts(route): Promise<RouteCounts> {
      const [pending, dead, oldest] = await Promise.all([
        ask('count', (client) => client.zcard(`${base(route)}p`), Number),
        ask('count', (client) => client.zcard(`${base(route)}x`), Number),
        ask('count', (client) => client.zrange(`${base(route)}p`, '0', '0', 'WITHSCORES'), readScore),
      ]);
      return { pending, dead, oldest };
    },
    async trim(route, now, keeping) {
      await Promise.all([
        ask(
          'list',
          (client) => client.zremrangebyscore(`${base(route)}l`, '-inf', now - keeping.log),
          nothing,
        ),
        ask(
          'list',
          (client) => client.zremrangebyscore(`${base(route)}x`, '-inf', now - keeping.dead),
          nothing,
        ),
      ]);
    },
  };
}

/** Stands for the key where a script only needs to know where messages lie. */
const NO_KEY = '0'.repeat(32);
/** Outcomes of a further copy of a delivery that is noted already. */
const NOTHING_NEW: ReadonlySet<string> = new Set([
  'duplicate',
  'in_flight',
  'paused',
  'overloaded',
  'store_unavailable',
]);

function nothing(): void {
  // The answer says nothing that anybody asks for.
}

function readBegun(answer: unknown): Begun {
  if (!Array.isArray(answer)) return String(answer) as 'gone' | 'lost' | 'poison' | 'suspect';
  const [crashes, fields, body] = answer as [number, Buffer[], Buffer];
  return { ...readMessage(readFields(fields), body), crashes };
}

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
