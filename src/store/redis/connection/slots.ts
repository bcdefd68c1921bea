/** Which master of a Cluster has which slot, by the client's own map. */
import { Command, type Cluster, type Redis } from 'ioredis';

const SLOTS = 16_384;

/** The slot of a key. If the key has braces, only the text in the first ones decides. */
export function slotOf(key: string): number {
  return new Command('get', [key]).getSlot();
}

export interface Masters {
  /** By `host:port`; undefined if there is no connection at the moment. */
  readonly byName: ReadonlyMap<string, Redis | undefined>;
  /** Whether every slot has a master. */
  readonly complete: boolean;
}

export function mastersOf(cluster: Cluster): Masters {
  const nodes = connections(cluster);
  const byName = new Map<string, Redis | undefined>();
  let complete = true;
  for (let slot = 0; slot < SLOTS; slot += 1) {
    const name = cluster.slots[slot]?.[0];
    if (name === undefined) complete = false;
    else if (!byName.has(name)) byName.set(name, nodes.get(name));
  }
  return { byName, complete };
}

/** @returns the connection to the master that has this slot, if there is one. */
export function masterOf(cluster: Cluster, slot: number): Redis | undefined {
  return connections(cluster).get(cluster.slots[slot]?.[0] ?? '');
}

function connections(cluster: Cluster): Map<string, Redis> {
  return new Map(
    cluster.nodes().map((node) => [`${node.options.host ?? ''}:${node.options.port ?? ''}`, node]),
  );
}
