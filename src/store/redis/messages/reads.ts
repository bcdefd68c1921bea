/** The reading half: lists, a delivery by its id, counts. */
import type { DeliveryEntry, Page } from '../../../model/log-entry.js';
import type {
  Found,
  FoundEntry,
  IdKind,
  LaneQueue,
  ListQuery,
  ListedEntry,
  MessageStore,
  RouteCounts,
} from '../../../queue/message-store.js';
import type { DeadReason } from '../../../model/trail.js';
import { readEntry, readFields } from './message-fields.js';
import { NO_KEY, type Ask, type Keys } from './message-keys.js';
import { countOf, fieldsOf, listOf } from '../script.js';
import { readWay } from './way-fields.js';
import { unknownVersion, unmarked, VERSIONS } from '../versions.js';

type Reading = Pick<
  MessageStore,
  | 'list'
  | 'pending'
  | 'find'
  | 'entry'
  | 'deliveryOf'
  | 'body'
  | 'counts'
  | 'queue'
  | 'deadReasons'
  | 'routes'
>;

export class Reads implements Reading {
  readonly #keys: Keys;
  readonly #ask: Ask;

  readonly #unreadable: (count: number) => void;

  /** @param unreadable hears of entries that a list leaves out, because this gateway does not know their version */
  constructor(keys: Keys, ask: Ask, unreadable: (count: number) => void) {
    this.#keys = keys;
    this.#ask = ask;
    this.#unreadable = unreadable;
  }

  list(lane: string, query: ListQuery): Promise<Page<ListedEntry>> {
    const [score = '', after = ''] = query.after?.split('-') ?? [];
    const { since = '-inf', until = '+inf', order = 'newest' } = query;
    const [first, last] = order === 'newest' ? [until, since] : [since, until];
    const from = score === '' ? first : score;
    return this.#ask(
      'list',
      (client) =>
        client.gwListBuffer(
          ...[this.#keys.index(lane, query.index), this.#keys.message(lane, NO_KEY)[0]],
          ...[from, last, query.limit, score, after, order],
        ),
      (answer) => readList(lane, query.limit, answer, this.#unreadable),
    );
  }

  pending(lane: string, before: number, offset: number, limit: number): Promise<string[]> {
    const index = this.#keys.index(lane, 'pending');
    return this.#ask(
      'list',
      (client) => client.zrangebyscore(index, '-inf', `(${before}`, 'LIMIT', offset, limit),
      listOf,
    );
  }

  async find(routes: readonly string[], kind: IdKind, id: string): Promise<readonly FoundEntry[]> {
    const behind = await Promise.all(routes.map((lane) => this.#behind(lane, kind, id)));
    // An entry may end before what leads to it does.
    const found = await Promise.all(
      behind.flat().map(async (one) => {
        const entry = await this.entry(one);
        return entry && { ...one, entry };
      }),
    );
    return found
      .filter((one) => one !== undefined)
      .sort((a, b) => b.entry.receivedAt - a.entry.receivedAt || (a.key < b.key ? 1 : -1));
  }

  async entry({ lane, key }: Found): Promise<DeliveryEntry | undefined> {
    const [message, body] = this.#keys.message(lane, key);
    const [fields, kept] = await Promise.all([
      this.#ask(
        'list',
        (client) => client.hgetall(message),
        (answer) => readable(new Map(Object.entries(fieldsOf(answer)))),
      ),
      this.#ask('list', (client) => client.exists(body), countOf),
    ]);
    return fields.size === 0 ? undefined : { ...readEntry(lane, fields, kept === 1), way: readWay(fields) };
  }

  deliveryOf(lane: string, key: string): Promise<string | undefined> {
    return this.#ask(
      'list',
      (client) => client.hget(this.#keys.message(lane, key)[0], 'rk'),
      (answer) => (typeof answer === 'string' ? answer : undefined),
    );
  }

  body({ lane, key }: Found): Promise<Buffer | undefined> {
    return this.#ask(
      'list',
      (client) => client.getBuffer(this.#keys.message(lane, key)[1]),
      (answer) => (Buffer.isBuffer(answer) ? answer : undefined),
    );
  }

  async counts(lane: string): Promise<RouteCounts> {
    const waiting = this.#keys.index(lane, 'pending');
    const [pending, dead, oldest] = await Promise.all([
      this.#ask('count', (client) => client.zcard(waiting), countOf),
      this.#ask('count', (client) => client.zcard(this.#keys.index(lane, 'dead')), countOf),
      this.#ask('count', (client) => client.zrange(waiting, '0', '0', 'WITHSCORES'), readScore),
    ]);
    return { pending, dead, oldest };
  }

  queue(lane: string, spans: readonly number[]): Promise<LaneQueue> {
    const keys = [
      ...(['delayed', 'wait', 'active'] as const).map((place) => this.#keys.jobs(lane, place)),
      ...(['pending', 'dead'] as const).map((index) => this.#keys.index(lane, index)),
    ];
    return this.#ask('count', (client) => client.gwDue(...keys, ...spans), readQueue);
  }

  /** A reason of a later version is told as it stands. */
  deadReasons(lane: string, from: number, count: number): Promise<DeadReason[]> {
    const keys = [this.#keys.index(lane, 'dead'), this.#keys.message(lane, NO_KEY)[0]];
    return this.#ask(
      'count',
      (client) => client.gwDeadReasons(...keys, from, from + count - 1),
      (answer) => listOf(answer) as DeadReason[],
    );
  }

  routes(): Promise<string[]> {
    return this.#ask('list', (client) => client.smembers(this.#keys.routes), listOf);
  }

  #behind(lane: string, kind: IdKind, id: string): Promise<readonly Found[]> {
    const pointer = this.#keys.pointer(lane, kind, id);
    return this.#ask(
      'list',
      (client): Promise<unknown> =>
        kind === 'message' ? client.get(pointer) : client.zrange(pointer, '0', '-1'),
      (answer) => {
        if (typeof answer === 'string') return [{ lane, key: unmarked('pointer', answer) }];
        return ((answer ?? []) as string[]).map((key) => ({ lane, key }));
      },
    );
  }
}

function readList(
  lane: string,
  limit: number,
  answer: unknown,
  unreadable: (count: number) => void,
): Page<ListedEntry> {
  const flat: readonly unknown[] = listOf(answer);
  const data: ListedEntry[] = [];
  let place: string | undefined;
  let unknown = 0;
  for (let i = 0; i < flat.length; i += 4) {
    const key = String(flat[i]);
    const fields = readFields(flat[i + 2] as Buffer[]);
    place = `${String(flat[i + 1])}-${key}`;
    // An entry may end before its place in the index does.
    if (fields.size === 0) continue;
    if (isKnown(fields)) data.push({ ...readEntry(lane, fields, flat[i + 3] === 1), key, place });
    else unknown += 1;
  }
  if (unknown > 0) unreadable(unknown);
  return { data, next: flat.length < 4 * limit ? undefined : place };
}

function isKnown(fields: ReadonlyMap<string, string>): boolean {
  return fields.get('v') === String(VERSIONS.message);
}

/** @throws StoreUnavailable for an entry of a version that this gateway does not know */
function readable(fields: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (fields.size > 0 && !isKnown(fields)) throw unknownVersion();
  return fields;
}

function readQueue(answer: unknown): LaneQueue {
  const counts: unknown = listOf(answer);
  const [at, waiting, active, dead, oldest, ...due] = counts as [
    ...[at: number, waiting: number, active: number, dead: number, oldest: string],
    ...due: number[],
  ];
  return { at, waiting, active, due, dead, oldest: oldest === '' ? undefined : Number(oldest) };
}

function readScore(answer: unknown): number | undefined {
  const [, score] = listOf(answer);
  return score === undefined ? undefined : Number(score);
}
