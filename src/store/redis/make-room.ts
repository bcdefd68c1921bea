/**
 * Makes room in a full Redis: refused deliveries give way, then the bodies of deliveries that have ended, then their
 * entries of the log, the oldest first over all routes. What is pending or dead stays. One question that Redis refused
 * for lack of room is then asked again.
 */
import type { Client } from './connection/client.js';
import { reasonOf } from './connection/reason.js';
import type { Keys } from './messages/message-keys.js';

/** What is freed before the first question is asked again; twice as much before each further one. */
const FIRST_BYTES = 1_048_576;
/** With all of them 63 MB: more than any body. */
const ROUNDS = 6;
/** Entries that one script looks at: it keeps Redis for a millisecond or so. */
const AT_ONCE = 100;
/** Of bodies, and of entries: whoever asks waits for half a second in all. */
const STAGE_MS = 100;
/** What ended late lies before the place that was reached, and is met when the walk begins anew. */
const ANEW_MS = 600_000;
/** Where nothing could be freed, nobody looks again so soon. */
const IN_VAIN_MS = 500;

const STAGES = ['bodies', 'entries'] as const;
type Stage = (typeof STAGES)[number];

/** A route's next entry that may be freed. */
interface Place {
  readonly route: string;
  readonly score: number;
}

export interface RoomParts {
  readonly client: () => Client;
  readonly keys: Keys;
  /** Routes that this process has stored or logged a delivery of; others are known by the store. */
  readonly seen: ReadonlySet<string>;
  /** Routes that may have refused deliveries, and where these lie. */
  readonly refused: {
    readonly routes: ReadonlySet<string>;
    readonly keys: (route: string) => readonly string[];
  };
}

export class Room {
  readonly #parts: RoomParts;
  /** By stage and route: everything older has been freed. */
  readonly #from: Record<Stage, Map<string, number>> = { bodies: new Map(), entries: new Map() };
  #begunAt = -Infinity;
  #making: Promise<boolean> | undefined;
  #notBefore = -Infinity;

  constructor(parts: RoomParts) {
    this.#parts = parts;
  }

  /** The answer, asked for again where Redis refused for lack of room. @throws what Redis says in the end (rejects) */
  async asking(ask: () => Promise<unknown>, refusal: unknown): Promise<unknown> {
    let last = refusal;
    for (let round = 0; round < ROUNDS && isFull(last); round++) {
      if (!(await this.#make(FIRST_BYTES * 2 ** round))) break;
      try {
        return await ask();
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }

  /** One at a time for all who ask. @returns whether it is worth asking again */
  #make(bytes: number): Promise<boolean> {
    if (performance.now() < this.#notBefore) return Promise.resolve(false);
    this.#making ??= this.#free(bytes)
      .catch(() => false)
      .then((made) => {
        if (!made) this.#notBefore = performance.now() + IN_VAIN_MS;
        return made;
      })
      .finally(() => {
        this.#making = undefined;
      });
    return this.#making;
  }

  async #free(bytes: number): Promise<boolean> {
    this.#beginAnew();
    const stored = await this.#parts.client().smembers(this.#parts.keys.routes);
    const routes = [...new Set([...stored, ...this.#parts.seen])];
    let [freed, hasRoom] = await this.#refusedFirst(bytes);
    for (const stage of STAGES) {
      const until = performance.now() + STAGE_MS;
      const places = await this.#places(stage, routes);
      while (places.length > 0 && freed < bytes && performance.now() < until) {
        const [oldest] = places.sort((a, b) => a.score - b.score);
        const [more, next] = await this.#giveWay(stage, oldest as Place, bytes - freed);
        places.splice(0, 1, ...(next ? [next] : []));
        if (more < 0) hasRoom = true;
        else freed += more;
      }
    }
    return freed > 0 || hasRoom;
  }

  /** Anybody may have sent them, so nothing else gives way before them. */
  async #refusedFirst(bytes: number): Promise<[freed: number, hasRoom: boolean]> {
    const { client, refused } = this.#parts;
    const until = performance.now() + STAGE_MS;
    let freed = 0;
    let hasRoom = false;
    for (const route of refused.routes) {
      for (let more = 1; more > 0 && freed < bytes && performance.now() < until; freed += more) {
        more = Number(await client().gwRefusedGiveWay(...refused.keys(route), bytes - freed, AT_ONCE));
        if (more < 0) [more, hasRoom] = [0, true];
      }
    }
    return [freed, hasRoom];
  }

  #beginAnew(): void {
    const now = performance.now();
    if (now - this.#begunAt < ANEW_MS) return;
    this.#begunAt = now;
    for (const stage of STAGES) this.#from[stage].clear();
  }

  async #places(stage: Stage, routes: readonly string[]): Promise<Place[]> {
    const { client, keys } = this.#parts;
    const places = await Promise.all(
      routes.map(async (route) => {
        const from = this.#from[stage].get(route) ?? '-inf';
        const [, score] = await client().zrangebyscore(
          ...([keys.index(route, 'log'), from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1] as const),
        );
        return score === undefined ? [] : [{ route, score: Number(score) }];
      }),
    );
    return places.flat();
  }

  /** @returns bytes freed, -1 where the route's server has room; and where to go on in this route */
  async #giveWay(stage: Stage, { route, score }: Place, bytes: number): Promise<[number, Place | undefined]> {
    const { client, keys } = this.#parts;
    const answer = await client().gwGiveWay(
      ...[keys.index(route, 'log'), keys.message(route, '0'.repeat(32))[0]],
      ...[score, AT_ONCE, bytes, stage],
    );
    const [freed, looked, last] = answer as [number, number, string];
    if (freed < 0 || looked === 0) return [freed, undefined];
    // More of one millisecond than are looked at at once are passed over.
    const next = looked === AT_ONCE && Number(last) === score ? score + 1 : Number(last);
    this.#from[stage].set(route, next);
    const ended = looked < AT_ONCE && freed < bytes;
    return [freed, ended ? undefined : { route, score: next }];
  }
}

function isFull(error: unknown): boolean {
  return reasonOf(error) === 'store_full';
}
