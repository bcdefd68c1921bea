/**
 * Asks each server, when a connection to it is made, which process it is and how it is set up. The answer is that
 * connection's, because after a failover another server may stand behind one address or one slot. A server that cannot
 * say yet, because it loads or refuses the question, is asked again until it does.
 */
import { Cluster, type Redis } from 'ioredis';
import { StoreUnavailable } from '../../../line/claim/claim-store.js';
import { withDeadline } from './deadline.js';
import { unavailable } from './reason.js';
import { masterOf } from './slots.js';
import type { RedisClient } from './topology.js';

/** Between two questions to a server that did not answer the first. */
const AGAIN_MS = 250;

/** From the moment a connection is ready to its end. */
export interface Life<Answer> {
  readonly connection: Redis;
  /** The last one; undefined if there is none yet. */
  readonly answer: Answer | undefined;
  /** When it came, in monotonic milliseconds. */
  readonly answeredAt: number;
  /** Why there is no answer. */
  readonly failure: StoreUnavailable | undefined;
}

export interface Reached<Answer> extends Life<Answer> {
  readonly answer: Answer;
}

interface Living<Answer> {
  readonly connection: Redis;
  answer: Answer | undefined;
  answeredAt: number;
  failure: StoreUnavailable | undefined;
  asking: boolean;
  timer: NodeJS.Timeout | undefined;
}

export class PerConnection<Answer> {
  readonly #client: RedisClient;
  readonly #ask: (server: Redis) => Promise<Answer>;
  readonly #secrets: readonly string[];
  readonly #lives = new WeakMap<Redis, Living<Answer>>();
  /** Called with every answer that comes. */
  readonly #looking = new Set<() => void>();

  /** @param client not connected yet: what is asked of a server afterwards is answered after this */
  constructor(client: RedisClient, ask: (server: Redis) => Promise<Answer>, secrets: readonly string[] = []) {
    this.#client = client;
    this.#ask = ask;
    this.#secrets = secrets;
    if (!(client instanceof Cluster)) this.#watch(client);
    else {
      client.on('+node', (node: Redis) => {
        this.#watch(node);
      });
    }
  }

  /** Of the connection that is used for this slot now (without a Cluster the only one). */
  at(slot: number): Life<Answer> | undefined {
    const connection = this.#client instanceof Cluster ? masterOf(this.#client, slot) : this.#client;
    return connection && this.#lives.get(connection);
  }

  /** Whether its connection is the same one still. */
  lasts(life: Life<Answer>): boolean {
    return this.#lives.get(life.connection) === life;
  }

  /** Waits for an answer. @throws StoreUnavailable (rejects) with the reason, if it takes longer than `ms` */
  async reach(slot: number, ms: number): Promise<Reached<Answer>> {
    let look = (): void => undefined;
    const reached = new Promise<Reached<Answer>>((resolve) => {
      look = () => {
        const life = this.at(slot);
        if (life && isReached(life)) resolve(life);
      };
    });
    this.#looking.add(look);
    look();
    try {
      return await withDeadline(reached, ms);
    } catch (error) {
      throw this.at(slot)?.failure ?? error;
    } finally {
      this.#looking.delete(look);
    }
  }

  /** Asks again, as the answer may have changed; meanwhile it stands. */
  renew(life: Life<Answer>): void {
    const living = this.#lives.get(life.connection);
    if (living === life) this.#question(living);
  }

  #watch(server: Redis): void {
    server.on('ready', () => {
      const living: Living<Answer> = {
        connection: server,
        answer: undefined,
        answeredAt: -Infinity,
        failure: undefined,
        asking: false,
        timer: undefined,
      };
      this.#lives.set(server, living);
      this.#question(living);
    });
    server.on('close', () => {
      clearTimeout(this.#lives.get(server)?.timer);
      this.#lives.delete(server);
    });
  }

  #question(living: Living<Answer>): void {
    if (living.asking) return;
    living.asking = true;
    clearTimeout(living.timer);
    // An answer comes over the connection it is about, or not at all.
    this.#ask(living.connection).then(
      (answer) => {
        living.asking = false;
        living.answer = answer;
        living.answeredAt = performance.now();
        living.failure = undefined;
        for (const look of this.#looking) look();
      },
      (error: unknown) => {
        living.asking = false;
        // What it was may not be so any more.
        living.answer = undefined;
        living.failure = unavailable(error, this.#secrets);
        if (this.lasts(living)) this.#questionLater(living);
      },
    );
  }

  #questionLater(living: Living<Answer>): void {
    living.timer = setTimeout(() => {
      this.#question(living);
    }, AGAIN_MS);
    living.timer.unref();
  }
}

function isReached<Answer>(life: Life<Answer>): life is Reached<Answer> {
  return life.answer !== undefined;
}
