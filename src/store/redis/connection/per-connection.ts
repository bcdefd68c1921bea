/**
 * Asks each server, when a connection to it is made, which process it is and how it is set up. The answer holds until
 * that connection is gone, because after a failover another server may stand behind one address or one slot.
 */
import { Cluster, type Redis } from 'ioredis';
import { withDeadline } from './deadline.js';
import { masterOf } from './slots.js';
import type { RedisClient } from './topology.js';

export interface Reached<Answer> {
  readonly connection: Redis;
  readonly answer: Answer;
}

export class PerConnection<Answer> {
  readonly #client: RedisClient;
  readonly #ask: (server: Redis) => Promise<Answer>;
  readonly #answers = new WeakMap<Redis, Answer>();
  /** Called with every answer that comes. */
  readonly #looking = new Set<() => void>();

  /** @param client not connected yet: what is asked of a server afterwards is answered after this */
  constructor(client: RedisClient, ask: (server: Redis) => Promise<Answer>) {
    this.#client = client;
    this.#ask = ask;
    if (!(client instanceof Cluster)) this.#watch(client);
    else {
      client.on('+node', (node: Redis) => {
        this.#watch(node);
      });
    }
  }

  /** Undefined if its server has not answered yet. */
  of(connection: Redis): Answer | undefined {
    return this.#answers.get(connection);
  }

  /** The connection that is used for this slot now (without a Cluster the only one), once its server has answered. */
  at(slot: number): Reached<Answer> | undefined {
    const connection = this.#client instanceof Cluster ? masterOf(this.#client, slot) : this.#client;
    if (connection === undefined) return undefined;
    const answer = this.#answers.get(connection);
    return answer === undefined ? undefined : { connection, answer };
  }

  /** The same, waited for. @throws StoreUnavailable (rejects) if it takes longer than `ms` */
  async reach(slot: number, ms: number): Promise<Reached<Answer>> {
    let look = (): void => undefined;
    const reached = new Promise<Reached<Answer>>((resolve) => {
      look = () => {
        const found = this.at(slot);
        if (found) resolve(found);
      };
    });
    this.#looking.add(look);
    look();
    return withDeadline(reached, ms).finally(() => this.#looking.delete(look));
  }

  #watch(server: Redis): void {
    server.on('ready', () => {
      this.#ask(server).then(
        (answer) => {
          // An answer comes over the connection it is about, or not at all.
          this.#answers.set(server, answer);
          for (const look of this.#looking) look();
        },
        () => undefined,
      );
    });
    server.on('close', () => {
      this.#answers.delete(server);
    });
  }
}
