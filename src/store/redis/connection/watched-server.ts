/**
 * Watches one connection to one server, and whether that server would take a claim. It gives the connection up if
 * nothing comes any more, or if the server became read-only.
 */
import type { Redis } from 'ioredis';
import type { Probe } from './client.js';
import { CALL_TIMEOUT_MS } from '../../../line/claim/claim-store.js';
import { WOULD_CLAIM } from '../claims/check-server.js';
import { noAnswerOfOurs } from '../script.js';
import { withDeadline } from './deadline.js';
import { unavailable, type StoreReason } from './reason.js';

const HANDSHAKE_TIMEOUT_MS = 1_000;
/** With the wait between them about two seconds of silence, then the connection is taken for half open. */
const PROBES_BEFORE_RECONNECT = 3;
/** A read-only server is left for whoever the name leads to now, but not in a tight loop. */
const READONLY_RECONNECT_MS = 1_000;
const PROBE_KEY_TTL_MS = 60_000;

export type ProbedServer = Redis & Probe;

/** @throws what the server answers instead (rejects), or StoreUnavailable */
export async function askWhetherItClaims(server: Probe, key: string): Promise<void> {
  const answer = await withDeadline(server.gwProbe(key, PROBE_KEY_TTL_MS), CALL_TIMEOUT_MS);
  if (answer !== WOULD_CLAIM) noAnswerOfOurs();
}

export class WatchedServer {
  readonly #redis: ProbedServer;
  readonly #secrets: readonly string[];
  readonly #leave: (hung: boolean) => void;
  #missedProbes = 0;
  #lastReadonly = -Infinity;
  #handshake: NodeJS.Timeout | undefined;

  /** @param leave gives the connection up; called only where the client is not about to do so itself. */
  constructor(redis: ProbedServer, secrets: readonly string[], leave: (hung: boolean) => void) {
    this.#redis = redis;
    this.#secrets = secrets;
    this.#leave = leave;
    redis.on('connect', () => {
      // A hung server's kernel accepts connections, and then nobody answers the handshake.
      this.#handshake = setTimeout(() => {
        if (redis.status === 'connect') leave(true);
      }, HANDSHAKE_TIMEOUT_MS);
    });
    redis.on('ready', () => {
      clearTimeout(this.#handshake);
      this.#missedProbes = 0;
    });
    redis.on('close', () => {
      clearTimeout(this.#handshake);
    });
  }

  /** @returns undefined if it would take a claim. */
  async probe(key: string): Promise<StoreReason | undefined> {
    try {
      await askWhetherItClaims(this.#redis, key);
      this.#missedProbes = 0;
      return undefined;
    } catch (error) {
      const reason = unavailable(error, this.#secrets).reason as StoreReason;
      this.#note(reason);
      return reason;
    }
  }

  #note(reason: StoreReason): void {
    if (reason === 'timeout') {
      this.#missedProbes += 1;
      if (this.#missedProbes >= PROBES_BEFORE_RECONNECT) this.#giveUp();
    } else if (reason === 'readonly') {
      this.#missedProbes = 0;
      const now = performance.now();
      if (now - this.#lastReadonly < READONLY_RECONNECT_MS) return;
      this.#lastReadonly = now;
      this.#giveUp();
    } else if (reason !== 'disconnected') {
      this.#missedProbes = 0;
    }
  }

  #giveUp(): void {
    this.#missedProbes = 0;
    // In any other state the client is at it already, and would take this for a word to stop.
    if (this.#redis.status === 'ready') this.#leave(false);
  }
}
