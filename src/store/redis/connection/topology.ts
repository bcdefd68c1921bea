/**
 * Makes a client of the library from an address: for one server, for a master that Sentinels know, or for a Cluster.
 * The settings that all uses share stand here. Each use says in its options how it waits, resends or fails.
 */
import { Cluster, type ClusterOptions, type Redis, type RedisOptions } from 'ioredis';
import { ipVersion } from '../../../model/addresses.js';
import { SetUpRedis } from './set-up-redis.js';
import type { Script } from '../script.js';
import type { RedisAddress } from './url.js';

export type RedisClient = Redis | Cluster;

/** Of one connection, in whatever topology. */
export interface ServerOptions {
  readonly connectionName?: string;
  /** A server that says nothing for so long hangs; the connection is given up. */
  readonly socketTimeout?: number;
  readonly autoResendUnfulfilledCommands?: boolean;
  readonly maxRetriesPerRequest?: number | null;
}

export interface ClientOptions {
  readonly server: ServerOptions;
  /** Where one connection is all there is. */
  readonly alone: Pick<
    RedisOptions,
    'enableOfflineQueue' | 'retryStrategy' | 'reconnectOnError' | 'sentinelRetryStrategy'
  >;
  /** What a Cluster's client does with commands that found the wrong node or none. */
  readonly cluster: Pick<
    ClusterOptions,
    | 'enableOfflineQueue'
    | 'maxRedirections'
    | 'retryDelayOnFailover'
    | 'retryDelayOnClusterDown'
    | 'retryDelayOnTryAgain'
    | 'clusterRetryStrategy'
  >;
  readonly scripts?: ScriptsByName;
  /** Asked of each server by itself. */
  readonly serverScripts?: ScriptsByName;
  /** What a connection is where it is all there is; a Cluster's are made by the library itself. */
  readonly OneRedis?: new (options: RedisOptions) => Redis;
  readonly lazyConnect?: boolean;
}

type ScriptsByName = Readonly<Record<string, Script>>;

const CONNECT_TIMEOUT_MS = 1_000;
/** A Sentinel or a Cluster's node that hangs is passed over for the next. */
const ASK_TIMEOUT_MS = 500;
/** MOVED refreshes the map of a Cluster at once; this is for when nothing is asked. */
const SLOTS_REFRESH_MS = 10_000;
const RETRY_FIRST_MS = 50;
const RETRY_CAP_MS = 1_000;

export function createRedisClient(address: RedisAddress, options: ClientOptions): RedisClient {
  const { kind, nodes, name, db, username, password, tls, family } = address;
  const {
    alone,
    cluster,
    scripts = {},
    serverScripts = {},
    OneRedis = SetUpRedis,
    lazyConnect = false,
  } = options;
  const [{ host, port }] = nodes;
  const server = {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(family !== undefined && { family }),
    ...(tls && { tls: kind === 'single' ? serverName(host) : {} }),
    connectTimeout: CONNECT_TIMEOUT_MS,
    // A hung server never answers our FIN.
    disconnectTimeout: 100,
    protocol: 2 as const,
    ...options.server,
  };
  const one = {
    db,
    retryStrategy: retryDelay,
    lazyConnect,
    scripts: { ...scripts, ...serverScripts },
    ...server,
    ...alone,
  };
  if (kind === 'single') return new OneRedis({ host, port, ...one });
  if (kind === 'sentinel') {
    return new OneRedis({
      sentinels: [...nodes],
      name: name ?? '',
      ...(address.sentinelUsername !== undefined && { sentinelUsername: address.sentinelUsername }),
      ...(address.sentinelPassword !== undefined && { sentinelPassword: address.sentinelPassword }),
      ...(tls && { sentinelTLS: {}, enableTLSForSentinelMode: true }),
      sentinelCommandTimeout: ASK_TIMEOUT_MS,
      sentinelRetryStrategy: retryDelay,
      ...one,
    });
  }
  const clusterClient = new Cluster([...nodes], {
    clusterRetryStrategy: retryDelay,
    // A Cluster of which a part is down is of use still.
    enableReadyCheck: false,
    slotsRefreshTimeout: ASK_TIMEOUT_MS,
    slotsRefreshInterval: SLOTS_REFRESH_MS,
    // Names stay names until the socket is made: certificates are for names.
    dnsLookup: (hostname, done) => {
      done(null, hostname);
    },
    // INFO, which its check asks, may be forbidden by ACL, and a server that loads is asked again too late.
    redisOptions: { ...server, enableReadyCheck: false, scripts: serverScripts },
    lazyConnect,
    scripts,
    ...cluster,
  });
  connectAhead(clusterClient);
  return clusterClient;
}

/**
 * The library connects to a node when something is first sent there, and meanwhile refuses what comes next. What made
 * the node known may be a redirection that is about to be sent, so it goes first.
 */
function connectAhead(cluster: Cluster): void {
  cluster.on('+node', (node: Redis) => {
    setImmediate(() => {
      if (node.status === 'wait' && node.options.readOnly !== true) node.connect().catch(() => undefined);
    });
  });
}

/** Of a server we know by name; Sentinels and Clusters say themselves where their servers are. */
function serverName(host: string): { servername?: string } {
  return ipVersion(host) === 0 ? { servername: host } : {};
}

/** 50 ms, doubling to one second, less up to a half at random, so that replicas do not come back in step. */
export function retryDelay(attempt: number): number {
  const delay = Math.min(RETRY_FIRST_MS * 2 ** Math.min(attempt - 1, 10), RETRY_CAP_MS);
  return Math.round(delay * (1 - Math.random() / 2));
}
