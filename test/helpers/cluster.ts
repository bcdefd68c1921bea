/** A Redis Cluster of a test's own: three masters, with a replica each where asked for. */
import { startRedis, withClient, type RedisOptions, type RedisServer } from './redis.js';
import { freePort, until } from './servers.js';

const MASTERS = 3;
const SLOTS = 16_384;

export interface ClusterOptions extends RedisOptions {
  /** A replica for each master; default false. */
  readonly replicas?: boolean;
  /** Silence after which a node is taken for dead; default one second. */
  readonly nodeTimeoutMs?: number;
}

export interface ClusterNode extends RedisServer {
  readonly id: string;
}

export interface TestCluster {
  /** `redis+cluster://…`, naming the masters. */
  readonly url: string;
  readonly masters: readonly [ClusterNode, ClusterNode, ClusterNode];
  /** In the order of their masters. */
  readonly replicas: readonly ClusterNode[];
  /** Whoever has this slot by the word of one that lives and is not `but`. */
  ownerOf(slot: number, but?: ClusterNode): Promise<ClusterNode | undefined>;
  /** Moves a slot with all that lies in it. */
  move(slot: number, from: ClusterNode, to: ClusterNode): Promise<void>;
  stop(): Promise<void>;
}

export async function startCluster(options: ClusterOptions = {}): Promise<TestCluster> {
  const { replicas = false, nodeTimeoutMs = 1_000, password } = options;
  const nodes: ClusterNode[] = [];
  const start = async (): Promise<ClusterNode> => {
    const server = await startRedis({
      ...options,
      args: [
        ...['--cluster-enabled', 'yes', '--cluster-node-timeout', String(nodeTimeoutMs)],
        // The usual port of the bus is ten thousand higher, and may be taken.
        ...['--cluster-port', String(await freePort()), '--repl-diskless-sync-delay', '0'],
        ...(password === undefined ? [] : ['--masterauth', password]),
        ...(options.args ?? []),
      ],
    });
    const id = await withClient(server.url, (client) => client.cluster('MYID'));
    const node = { ...server, id };
    nodes.push(node);
    return node;
  };
  const stop = async (): Promise<void> => {
    for (const node of nodes) await node.stop();
  };
  const tell = (node: RedisServer, ...command: [string, ...(string | number)[]]): Promise<unknown> =>
    withClient(node.url, (client) => client.call(...command));
  const knows = (node: RedisServer, pattern: RegExp, count: number): Promise<boolean> =>
    tell(node, 'CLUSTER', 'NODES').then((text) => (String(text).match(pattern) ?? []).length === count);

  try {
    const masters: [ClusterNode, ClusterNode, ClusterNode] = [await start(), await start(), await start()];
    for (const [i, node] of masters.entries()) {
      const from = Math.round((SLOTS / MASTERS) * i);
      const to = Math.round((SLOTS / MASTERS) * (i + 1)) - 1;
      await tell(node, 'CLUSTER', 'SET-CONFIG-EPOCH', i + 1);
      await tell(node, 'CLUSTER', 'ADDSLOTSRANGE', from, to);
    }
    const others = replicas ? [await start(), await start(), await start()] : [];
    for (const node of nodes.slice(1)) await meet(node, masters[0], tell);
    for (const node of nodes) {
      await until('all nodes know each other', () => knows(node, /\bconnected\b/g, nodes.length), 15_000, 50);
    }
    for (const [i, node] of others.entries()) await tell(node, 'CLUSTER', 'REPLICATE', masters[i]?.id ?? '');
    for (const node of nodes) {
      await until('all replicas are known', () => knows(node, /\bslave\b/g, others.length), 15_000, 50);
      await until(
        'the cluster is up',
        async () => String(await tell(node, 'CLUSTER', 'INFO')).includes('cluster_state:ok'),
        15_000,
        50,
      );
    }
    for (const node of replicas ? masters : []) {
      await until('its replica follows', async () =>
        String(await tell(node, 'INFO', 'replication')).includes('state=online'),
      );
    }
    const login = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
    return {
      url: `redis+cluster://${login}${masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
      masters,
      replicas: others,
      ownerOf: (slot, but) => ownerOf(slot, nodes, but, tell),
      move: (slot, from, to) => move(slot, from, to, masters),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Tell = (node: RedisServer, ...command: [string, ...(string | number)[]]) => Promise<unknown>;

async function meet(node: ClusterNode, other: ClusterNode, tell: Tell): Promise<void> {
  const bus = /:(\d+)@(\d+)/.exec(String(await tell(other, 'CLUSTER', 'NODES')))?.[2] ?? '';
  await tell(node, 'CLUSTER', 'MEET', '127.0.0.1', other.port, bus);
}

async function ownerOf(
  slot: number,
  nodes: readonly ClusterNode[],
  but: ClusterNode | undefined,
  tell: Tell,
): Promise<ClusterNode | undefined> {
  for (const node of nodes.filter((one) => one !== but)) {
    const ranges = (await tell(node, 'CLUSTER', 'SLOTS').catch(() => [])) as [
      number,
      number,
      [string, number],
    ][];
    const range = ranges.find(([from, to]) => from <= slot && slot <= to);
    if (range) return nodes.find(({ port }) => port === range[2][1]);
  }
  return undefined;
}

async function move(
  slot: number,
  from: ClusterNode,
  to: ClusterNode,
  masters: readonly ClusterNode[],
): Promise<void> {
  await withClient(to.url, (client) => client.cluster('SETSLOT', slot, 'IMPORTING', from.id));
  await withClient(from.url, async (client) => {
    await client.cluster('SETSLOT', slot, 'MIGRATING', to.id);
    for (;;) {
      const keys = (await client.call('CLUSTER', 'GETKEYSINSLOT', slot, 100)) as string[];
      if (keys.length === 0) break;
      await client.call('MIGRATE', '127.0.0.1', to.port, '', 0, 5_000, 'KEYS', ...keys);
    }
  });
  for (const node of [to, from, ...masters.filter((one) => one !== to && one !== from)])
    await withClient(node.url, (client) => client.cluster('SETSLOT', slot, 'NODE', to.id));
}
