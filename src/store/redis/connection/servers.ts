/** The servers behind a client that must take claims: one, or each master of a Cluster. */
import { Cluster } from 'ioredis';
import type { Client } from './client.js';
import type { StoreReason } from './reason.js';
import type { LeanSide } from '../lean/lean-side.js';
import { mastersOf, slotOf, type Masters } from './slots.js';
import { WatchedServer, type ProbedServer } from './watched-server.js';

export interface Servers {
  /**
   * Asks every server at once whether it would take a claim, and gives up connections that lead nowhere.
   * @returns for each server undefined, or why it would not; at least one
   */
  probe(): Promise<readonly (StoreReason | undefined)[]>;
  /** Whether what one call met is met by all others too. */
  readonly one: boolean;
  /** A call was sent to the wrong server. */
  misled(): void;
}

export interface ServerEvents {
  /** One of several servers is lost; the client itself says so where there is but one. */
  lost(): void;
  /** The only one takes connections and answers nothing. */
  hung(): void;
}

export function serversOf(
  client: Client,
  probeKey: string,
  secrets: readonly string[],
  events: ServerEvents,
  side: LeanSide | undefined,
): Servers {
  if (client instanceof Cluster)
    return new ClusterServers(client, probeKey, secrets, () => {
      events.lost();
    });
  const server = new WatchedServer(client as unknown as ProbedServer, secrets, (hung) => {
    if (hung) events.hung();
    client.disconnect(true);
  });
  return {
    one: true,
    async probe() {
      const reason = await server.probe(probeKey);
      if (reason === undefined) await side?.keep(probeKey);
      return [reason];
    },
    misled: () => undefined,
  };
}

/**
 * A key of its own for each master, because a Cluster that lost one still has the others: what lies there can be
 * claimed, and only what lies on the lost one cannot.
 */
class ClusterServers implements Servers {
  readonly one = false;
  readonly #cluster: Cluster;
  readonly #probeKey: string;
  readonly #watched = new WeakMap<object, WatchedServer>();

  constructor(cluster: Cluster, probeKey: string, secrets: readonly string[], lost: () => void) {
    this.#cluster = cluster;
    this.#probeKey = probeKey;
    cluster.on('+node', (node: ProbedServer) => {
      const watched = new WatchedServer(node, secrets, () => {
        // The library makes another when it is needed.
        node.disconnect();
      });
      this.#watched.set(node, watched);
    });
    cluster.on('-node', lost);
  }

  async probe(): Promise<readonly (StoreReason | undefined)[]> {
    const masters = mastersOf(this.#cluster);
    const reasons = await Promise.all([...masters.byName].map(([name]) => this.#probeOne(name, masters)));
    if (!masters.complete) reasons.push('cluster_down');
    // A master that is not where the map says, or not there at all: the map is old, or the library has given the
    // connection up and makes another with the next map only.
    if (reasons.some((reason) => reason === 'moved' || reason === 'disconnected')) this.misled();
    return reasons;
  }

  misled(): void {
    if (this.#cluster.status === 'ready') this.#cluster.refreshSlotsCache();
  }

  async #probeOne(name: string, masters: Masters): Promise<StoreReason | undefined> {
    const node = masters.byName.get(name);
    const watched = node && this.#watched.get(node);
    return watched ? watched.probe(this.#keyOn(name)) : 'disconnected';
  }

  /** Some key that lies on this master: with a few masters a few tries, with one slot of them all some thousand. */
  #keyOn(name: string): string {
    for (let i = 0; ; i += 1) {
      const key = `${this.#probeKey}:{${i}}`;
      if (this.#cluster.slots[slotOf(key)]?.[0] === name) return key;
    }
  }
}
