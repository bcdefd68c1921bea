/**
 * The lean connection beside the client's own, to the same server, for as long as that lasts. It may be gone at any time:
 * the client does the same, dearer. Not in a Cluster, where each key has its server.
 */
import { Cluster, type Redis } from 'ioredis';
import { SERVER, type Client } from '../connection/client.js';
import { withDeadline } from '../connection/deadline.js';
import { createRedisClient } from '../connection/topology.js';
import type { RedisAddress } from '../connection/url.js';
import { askWhetherItClaims } from '../connection/watched-server.js';
import { LeanClient } from './lean-client.js';
import type { LeanRedis } from './lean-redis.js';

/** Between two tries to have it. */
const AGAIN_MS = 250;

/** @returns undefined in a Cluster */
export function createLeanSide(address: RedisAddress, client: Client): LeanSide | undefined {
  if (client instanceof Cluster) return undefined;
  const never = (): null => null;
  const lean = createRedisClient(address, {
    server: SERVER,
    alone: { enableOfflineQueue: false, retryStrategy: never, sentinelRetryStrategy: never },
    cluster: {},
    lazyConnect: true,
    OneRedis: LeanClient,
  });
  return new LeanSide(client, lean as LeanClient);
}

export class LeanSide {
  readonly #client: Redis;
  readonly #lean: LeanClient;
  #timer: NodeJS.Timeout | undefined;
  /** The client's server takes claims, as far as anybody knows. */
  #isOfUse = false;
  #isClosing = false;

  /** @param lean without a way of its own to come back: it is made anew here */
  constructor(client: Redis, lean: LeanClient) {
    this.#client = client;
    this.#lean = lean;
    lean.on('error', () => undefined);
    lean.on('ready', () => {
      if (!this.#isBeside()) lean.disconnect();
    });
    lean.on('end', () => {
      this.#timer = setTimeout(() => {
        this.#connect();
      }, AGAIN_MS).unref();
    });
    client.on('close', () => {
      this.#isOfUse = false;
      // The client's end is not this one's, if both are asked to end.
      if (!this.#isClosing) lean.disconnect();
    });
  }

  /** Undefined while the client has to do it. */
  get ready(): LeanRedis | undefined {
    return this.#lean.isReady ? this.#lean : undefined;
  }

  /** To be called whenever the client's server takes claims: where this connection does not, it leads elsewhere. */
  async keep(probeKey: string): Promise<void> {
    this.#isOfUse = true;
    if (!this.#lean.isReady) {
      this.#connect();
      return;
    }
    await askWhetherItClaims(this.#lean, probeKey).catch(() => {
      this.#lean.disconnect();
    });
  }

  /** Lets the answers to what was asked come first. @param ms how long */
  async close(ms: number): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#timer);
    this.#lean.removeAllListeners('end');
    await withDeadline(this.#lean.settled(), ms).catch(() => undefined);
    this.#lean.disconnect();
  }

  #connect(): void {
    const { status } = this.#lean;
    if (!this.#isOfUse || (status !== 'wait' && status !== 'end')) return;
    this.#lean.connect().catch(() => undefined);
  }

  /** Sentinels may have named another master meanwhile. */
  #isBeside(): boolean {
    const [here, there] = [this.#lean.stream, this.#client.stream];
    return here.remoteAddress === there.remoteAddress && here.remotePort === there.remotePort;
  }
}
