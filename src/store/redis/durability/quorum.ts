/**
 * Says when a write is as durable as asked: on the server's disk, on so many replicas.
 *
 * A server replicates and appends in the order of writing, so a marker written later, once confirmed, confirms all that
 * was written before it. Markers go over connections of their own, because WAIT blocks the one it is asked on; all who
 * asked before a marker was sent share its answer.
 *
 * The marker must go to the very process that took the write. After a failover, or on either side of a split, the other
 * server would confirm it though it never saw the write; so each process is known by its run id, on both connections.
 */
import { Cluster, type Redis } from 'ioredis';
import { StoreUnavailable } from '../../../line/claim/claim-store.js';
import { withDeadline } from '../connection/deadline.js';
import { GroupCommit } from './group-commit.js';
import { failFast } from '../connection/patience.js';
import { PerConnection, type Life } from '../connection/per-connection.js';
import { unavailable, type StoreReason } from '../connection/reason.js';
import { askFacts, askRunId, fsyncBy, type ServerFacts } from './server-facts.js';
import { slotOf } from '../connection/slots.js';
import { createRedisClient, type RedisClient } from '../connection/topology.js';
import { secretsOf, type RedisAddress } from '../connection/url.js';
import type { StoreConfig } from '../../../config/config.js';

export interface Durability {
  /** `fsync`: what is confirmed is on the server's disk. */
  readonly durability: StoreConfig['durability'];
  /** Replicas that have what is confirmed. */
  readonly replicas: number;
}

/** More than that the server has it in its memory. */
export function asksForMore({ durability, replicas }: Durability): boolean {
  return replicas > 0 || durability === 'fsync';
}

/** How long the connection for the markers may take to be there; it is made together with the one that writes. */
const REACH_MS = 250;
/** How long replicas may take. */
const WAIT_MS = 500;
/** With `appendfsync everysec` the disk has it once a second. */
const WAITAOF_MS = 1_500;
const LEAVE_EVERY_MS = 500;
/** How old may be what a server said of itself: somebody may set it up anew at any time. */
const FACTS_MAX_AGE_MS = 5_000;
/** The same, if it said that it cannot do what is asked. */
const NO_MAX_AGE_MS = 500;
/** For the way there and back. */
const SLACK_MS = 250;
const MARKER_TTL_MS = 60_000;

/** All who wait on one connection. It ends with the connection, and so does what it could have confirmed. */
interface Group {
  readonly commit: GroupCommit;
  /** Of the last who joined: slots move. */
  marker: string;
}

export class Quorum {
  readonly #client: RedisClient;
  readonly #servers: PerConnection<ServerFacts>;
  readonly #wanted: Durability;
  readonly #prefix: string;
  readonly #secrets: readonly string[];
  /** The run ids behind the connections that write. */
  readonly #writers: PerConnection<string>;
  readonly #groups = new WeakMap<Life<ServerFacts>, Group>();
  #lastLeft = -Infinity;

  /** @param writing the client that writes what is to be confirmed, not connected yet */
  constructor(address: RedisAddress, prefix: string, wanted: Durability, writing: RedisClient) {
    const silenceMs = WAIT_MS + WAITAOF_MS + SLACK_MS;
    this.#client = createRedisClient(address, failFast('standard-webhooks-gateway-quorum', silenceMs));
    // Told by what fails for it.
    this.#client.on('error', () => undefined);
    this.#wanted = wanted;
    this.#prefix = prefix;
    this.#secrets = secretsOf(address);
    this.#servers = new PerConnection(this.#client, askFacts, this.#secrets);
    this.#writers = new PerConnection(writing, askRunId, this.#secrets);
  }

  /**
   * Confirms what was written before to keys with this hash tag. To be called in the same turn in which the last write
   * was answered: later the writing connection may lead to another server.
   * @throws StoreUnavailable (rejects): `no_replicas`, `not_durable`, or why the server does not answer
   */
  async confirm(tag: string): Promise<void> {
    const marker = `${this.#prefix}:{${tag}}:confirm`;
    const slot = slotOf(marker);
    const writer = this.#writers.at(slot);
    if (writer?.answer === undefined) throw writer?.failure ?? new StoreUnavailable('not_durable');
    const wrote = writer.answer;
    if (this.#servers.at(slot)?.answer === undefined) this.#lookAgain();
    const server = await this.#servers.reach(slot, REACH_MS);
    if (wrote !== server.answer.runId) {
      this.#leave(server.connection);
      throw new StoreUnavailable('not_durable');
    }
    if (this.#by(server) === 'itself' && this.#wanted.replicas === 0) return;

    const group = this.#groups.get(server) ?? { commit: new GroupCommit(() => this.#ask(server)), marker };
    this.#groups.set(server, group);
    group.marker = marker;
    await group.commit.join();
  }

  close(): Promise<void> {
    this.#client.disconnect();
    return Promise.resolve();
  }

  /**
   * How the server promises what is asked, as it said last; if that is old it is asked again.
   * @throws StoreUnavailable (`not_durable`) if it cannot
   */
  #by(server: Life<ServerFacts>): 'itself' | 'waitaof' {
    const { answer, answeredAt } = server;
    const by = this.#wanted.durability === 'fsync' ? answer && fsyncBy(answer) : 'itself';
    const maxAge = by === undefined ? NO_MAX_AGE_MS : FACTS_MAX_AGE_MS;
    if (performance.now() - answeredAt > maxAge) this.#servers.renew(server);
    if (by === undefined) throw new StoreUnavailable('not_durable');
    return by;
  }

  async #ask(server: Life<ServerFacts>): Promise<void> {
    // The connection that all of these joined is gone.
    if (!this.#servers.lasts(server)) throw new StoreUnavailable('not_durable');
    const { connection } = server;
    const { replicas } = this.#wanted;
    const waitAof = this.#by(server) === 'waitaof';
    const marker = this.#groups.get(server)?.marker ?? '';
    // In one turn, so that all go over one connection or none.
    const answers = Promise.all([
      connection.set(marker, '', 'PX', MARKER_TTL_MS),
      replicas > 0 ? connection.wait(replicas, WAIT_MS) : replicas,
      waitAof ? connection.call('WAITAOF', 1, 0, WAITAOF_MS) : [1],
    ]);
    const limitMs = (replicas > 0 ? WAIT_MS : 0) + (waitAof ? WAITAOF_MS : 0) + SLACK_MS;
    const [, reached, fsynced] = await withDeadline(answers, limitMs).catch((error: unknown) => {
      const failure = unavailable(error, this.#secrets);
      this.#servers.renew(server);
      if ((failure.reason as StoreReason) === 'moved') this.#lookAgain();
      throw failure;
    });
    if (reached < replicas) throw new StoreUnavailable('no_replicas');
    if (Number((fsynced as unknown[])[0]) < 1) throw new StoreUnavailable('not_durable');
  }

  /**
   * One of the two connections leads to a server that another has replaced. If it is this one and that hangs, nobody
   * else would notice: nothing is asked of it.
   */
  #leave(connection: Redis): void {
    const now = performance.now();
    if (connection.status !== 'ready' || now - this.#lastLeft < LEAVE_EVERY_MS) return;
    this.#lastLeft = now;
    connection.disconnect(!(this.#client instanceof Cluster));
    this.#lookAgain();
  }

  /** A Cluster's client learns of a new master by being redirected, which these questions are not. */
  #lookAgain(): void {
    if (this.#client instanceof Cluster && this.#client.status === 'ready') this.#client.refreshSlotsCache();
  }
}
