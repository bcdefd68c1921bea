/**
 * One connection to Redis, and what is known about it.
 *
 * The **gate** is open while the server answers anything at all; with it shut, calls fail at once. **up** means that
 * the server would take a claim: a full or read-only Redis answers, so its gate is open, but it is not up.
 * What shuts the gate or ends `up` starts the probe, and only the probe's success brings them back.
 */
import { StoreUnavailable } from '../../steps/claims.js';
import { createClient, type Client } from './client.js';
import { withDeadline } from './deadline.js';
import { reasonOf, unavailable, type StoreReason } from './reason.js';
import type { RedisAddress } from './url.js';

/** What a call may take, its wait in the client's queue included. */
export const CALL_TIMEOUT_MS = 500;
const HANDSHAKE_TIMEOUT_MS = 1_000;
const PROBE_EVERY_MS = 250;
/** With the wait between them about two seconds of silence, then the connection is taken for half open. */
const PROBES_BEFORE_RECONNECT = 3;
/** A read-only server is left for whoever the name leads to now, but not in a tight loop. */
const READONLY_RECONNECT_MS = 1_000;
const RESTART_MS = 1_000;
const PROBE_KEY_TTL_MS = 60_000;
const CLOSE_TIMEOUT_MS = 300;

/** Faults of one record, not of the server. */
const RECORD_FAULTS: ReadonlySet<string> = new Set<StoreReason>(['wrong_type', 'corrupt']);

export interface ConnectionEvents {
  /** `up` changed; the reason where it became false. */
  change(up: boolean, reason: StoreReason | undefined): void;
  /** The server answers again; nobody else's call has been let through yet. */
  open(): void;
}

export class Connection {
  readonly client: Client;
  readonly #address: RedisAddress;
  readonly #probeKey: string;
  readonly #events: ConnectionEvents;
  #up = false;
  #gateOpen = false;
  #reason: StoreReason = 'disconnected';
  #closed = false;
  #probing = false;
  #missedProbes = 0;
  #timer: NodeJS.Timeout | undefined;
  #lastReadonlyReconnect = -Infinity;

  constructor(address: RedisAddress, probeKey: string, events: ConnectionEvents) {
    this.#address = address;
    this.#probeKey = probeKey;
    this.#events = events;
    this.client = createClient(address);
    this.client.on('connect', () => {
      // A hung server's kernel accepts connections, and then nobody answers the handshake.
      this.#after(HANDSHAKE_TIMEOUT_MS, () => {
        if (this.client.status === 'connect') this.client.disconnect(true);
      });
    });
    this.client.on('ready', () => {
      this.#missedProbes = 0;
      this.#probe();
    });
    this.client.on('error', (error: unknown) => {
      this.#shut(reasonOf(error));
    });
    this.client.on('close', () => {
      // After an error that says more, such as a wrong password, `disconnected` would say less.
      this.#shut(this.#gateOpen ? 'disconnected' : this.#reason);
    });
    // The client gives up for good where it cannot even make a socket.
    this.client.on('end', () => {
      this.#after(RESTART_MS, () => {
        this.#connect();
      });
    });
    this.#connect();
  }

  get up(): boolean {
    return this.#up;
  }

  /** Whether a call would be sent. */
  get open(): boolean {
    return this.#gateOpen;
  }

  /**
   * Sends a command and gives its answer, within CALL_TIMEOUT_MS.
   * @throws StoreUnavailable (rejects); at once while the gate is shut.
   */
  async call(send: (client: Client) => Promise<unknown>): Promise<unknown> {
    if (!this.#gateOpen) throw new StoreUnavailable(this.#reason);
    try {
      return await withDeadline(send(this.client), CALL_TIMEOUT_MS);
    } catch (error) {
      const failure = unavailable(error, this.#address.password);
      this.#judge(failure.reason as StoreReason);
      throw failure;
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    const polite = this.#gateOpen;
    this.#closed = true;
    this.#shut('closed');
    clearTimeout(this.#timer);
    // QUIT lets the answers to what was sent come first.
    if (polite) await withDeadline(this.client.quit(), CLOSE_TIMEOUT_MS).catch(() => undefined);
    const ended = new Promise((resolve) => this.client.once('end', resolve));
    const connected = this.client.status !== 'end' && this.client.status !== 'reconnecting';
    this.client.disconnect();
    if (connected) await withDeadline(ended, CLOSE_TIMEOUT_MS).catch(() => undefined);
  }

  #connect(): void {
    // Failures arrive as events, and the client goes on trying by itself.
    this.client.connect().catch(() => undefined);
  }

  #judge(reason: StoreReason): void {
    if (RECORD_FAULTS.has(reason)) return;
    if (reason === 'timeout' || reason === 'disconnected') this.#shut(reason);
    else this.#setUp(false, reason);
    this.#probe();
  }

  #probe(): void {
    if (this.#closed || this.#probing || this.client.status !== 'ready') return;
    this.#probing = true;
    clearTimeout(this.#timer);
    void withDeadline(this.client.gwProbe(this.#probeKey, PROBE_KEY_TTL_MS), CALL_TIMEOUT_MS)
      .then(
        () => {
          this.#answers(undefined);
        },
        (error: unknown) => {
          this.#probeFailed(unavailable(error, this.#address.password).reason as StoreReason);
        },
      )
      .finally(() => {
        this.#probing = false;
        if (!this.#up) {
          this.#after(PROBE_EVERY_MS, () => {
            this.#probe();
          });
        }
      });
  }

  #probeFailed(reason: StoreReason): void {
    if (this.#closed) return;
    if (reason === 'timeout') {
      this.#shut(reason);
      this.#missedProbes += 1;
      if (this.#missedProbes >= PROBES_BEFORE_RECONNECT) this.#reconnect();
    } else if (reason === 'disconnected' || reason === 'too_old') {
      // A Redis that takes claims and refuses commits would forward every retry.
      this.#shut(reason);
    } else {
      this.#answers(reason);
      const now = performance.now();
      if (reason === 'readonly' && now - this.#lastReadonlyReconnect >= READONLY_RECONNECT_MS) {
        this.#lastReadonlyReconnect = now;
        this.#reconnect();
      }
    }
  }

  /** The probe was answered: with a refusal, where there is one. */
  #answers(refusal: StoreReason | undefined): void {
    if (this.#closed) return;
    this.#missedProbes = 0;
    if (!this.#gateOpen) {
      this.#events.open();
      this.#gateOpen = true;
    }
    this.#setUp(refusal === undefined, refusal);
  }

  #reconnect(): void {
    this.#missedProbes = 0;
    // In any other state the client is at it already, and would take this for a word to stop.
    if (this.client.status === 'ready') this.client.disconnect(true);
  }

  #shut(reason: StoreReason): void {
    this.#gateOpen = false;
    this.#setUp(false, reason);
  }

  #setUp(up: boolean, reason: StoreReason | undefined): void {
    if (reason !== undefined) this.#reason = reason;
    if (up === this.#up) return;
    this.#up = up;
    this.#events.change(up, reason);
  }

  #after(ms: number, act: () => void): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, ms);
  }
}
