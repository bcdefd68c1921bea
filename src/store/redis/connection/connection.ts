/**
 * The way to Redis, and what is known about it.
 *
 * The **gate** is open while any server answers anything at all; with it shut, calls fail at once. **up** means that
 * every server would take a claim: a full or read-only Redis answers, so its gate is open, but it is not up, and
 * neither is a Cluster that has lost one of its masters.
 * What shuts the gate or ends `up` starts the probe, and only the probe's success brings them back.
 */
import { StoreUnavailable } from '../../../line/claim/claim-store.js';
import { createClient, type Client } from './client.js';
import { withDeadline } from './deadline.js';
import { QuestionDeadlines } from './question-deadlines.js';
import type { Arg } from '../lean/lean-command.js';
import type { LeanQuestion } from '../lean/lean-redis.js';
import { createLeanSide, type LeanSide } from '../lean/lean-side.js';
import { Question, type Asked, type Carrier, type Kind } from './question.js';
import { reasonOf, unavailable, type StoreReason } from './reason.js';
import { serversOf, type Servers } from './servers.js';
import { secretsOf, type RedisAddress } from './url.js';

const PROBE_EVERY_MS = 250;
const RESTART_MS = 1_000;
const CLOSE_TIMEOUT_MS = 300;

/** Faults of one record, not of the server. */
const RECORD_FAULTS: ReadonlySet<string> = new Set<StoreReason>(['wrong_type', 'corrupt', 'unknown_version']);
/** Such a server is of no use. One that is too old takes claims and refuses commits, so every retry would pass. */
const NO_ANSWER: ReadonlySet<string> = new Set<StoreReason>(['timeout', 'disconnected', 'too_old']);
/** What an outage goes through on its way. */
const PASSING: ReadonlySet<string> = new Set<StoreReason>([
  'timeout',
  'disconnected',
  'refused',
  'unreachable',
]);

export interface ConnectionEvents {
  /** `up` changed. */
  change(up: boolean): void;
  /**
   * Why it is not up: once at the start or when it is lost, and once for each further reason that somebody must see to.
   */
  trouble(reason: StoreReason): void;
  /** The server answers again; nobody else's call has been let through yet. */
  open(): void;
  /** Redis did not do what it was asked. @returns the answer it gave in the end. @throws what it said then (rejects) */
  refused(ask: () => Promise<unknown>, refusal: unknown): Promise<unknown>;
  /** Called before the answer is given, with the failure where there is none. */
  ended(question: Asked, failure?: StoreUnavailable): void;
}

export class Connection implements Carrier {
  readonly client: Client;
  readonly #servers: Servers;
  readonly #side: LeanSide | undefined;
  readonly #secrets: readonly string[];
  readonly #events: ConnectionEvents;
  #up = false;
  #gateOpen = false;
  #reason: StoreReason = 'disconnected';
  /** Of this outage. */
  readonly #told = new Set<StoreReason>();
  readonly #deadlines = new QuestionDeadlines();
  #closed = false;
  #probing = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(address: RedisAddress, probeKey: string, events: ConnectionEvents) {
    this.#secrets = secretsOf(address);
    this.#events = events;
    this.client = createClient(address);
    this.#side = createLeanSide(address, this.client);
    const serverEvents = {
      lost: () => {
        this.#probe();
      },
      hung: () => {
        this.#shut('timeout');
      },
    };
    this.#servers = serversOf(this.client, probeKey, this.#secrets, serverEvents, this.#side);
    this.client.on('ready', () => {
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
   * Asks and gives the answer, within CALL_TIMEOUT_MS.
   * @throws StoreUnavailable (rejects); at once while the gate is shut.
   */
  ask<T>(kind: Kind<T>, args: readonly Arg[]): Promise<T> {
    const question = new Question(kind, args, this);
    if (this.#gateOpen) {
      question.wasSent = true;
      this.#deadlines.add(question);
      try {
        this.#send(question);
      } catch (error) {
        question.giveUp(error);
      }
    } else question.refuse(new StoreUnavailable(this.#reason));
    return question.answer;
  }

  /** Sends it once, whatever the gate, and without a deadline. @throws what the client or the server says (rejects) */
  sendOnce({ lean, send }: Kind<unknown>, args: readonly Arg[]): Promise<unknown> {
    const side = this.#side?.ready;
    return side && lean ? side.answerTo(lean, args) : send(this.client, args);
  }

  failed(question: Asked, error: unknown): void {
    const { kind, args } = question;
    if (kind.isMeek) question.giveUp(error);
    else {
      this.#events
        .refused(() => this.sendOnce(kind, args), error)
        .then(
          (answer) => {
            question.answered(answer);
          },
          (refusal: unknown) => {
            question.giveUp(refusal);
          },
        );
    }
  }

  judge(error: unknown): StoreUnavailable {
    const failure = unavailable(error, this.#secrets);
    this.#note(failure.reason as StoreReason);
    return failure;
  }

  ended(question: Asked, failure?: StoreUnavailable): void {
    this.#deadlines.end(question);
    this.#events.ended(question, failure);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    const polite = this.#gateOpen;
    this.#closed = true;
    this.#shut('closed');
    clearTimeout(this.#timer);
    // QUIT lets the answers to what was sent come first.
    if (polite) {
      const quit = withDeadline(this.client.quit(), CLOSE_TIMEOUT_MS).catch(() => undefined);
      await Promise.all([quit, this.#side?.close(CLOSE_TIMEOUT_MS)]);
    } else await this.#side?.close(0);
    if (this.client.status === 'end') return;
    const ended = new Promise<void>((resolve) => {
      this.client.once('end', () => {
        resolve();
      });
    });
    const connected = this.client.status !== 'reconnecting';
    this.client.disconnect();
    if (connected) await withDeadline(ended, CLOSE_TIMEOUT_MS).catch(() => undefined);
  }

  #connect(): void {
    // Failures arrive as events, and the client goes on trying by itself.
    this.client.connect().catch(() => undefined);
  }

  #send(question: Asked): void {
    const side = this.#side?.ready;
    if (side && isLean(question)) side.ask(question);
    else {
      question.kind.send(this.client, question.args).then(
        (answer) => {
          question.answered(answer);
        },
        (error: unknown) => {
          question.failed(error);
        },
      );
    }
  }

  /** What one question met says something of the server. */
  #note(reason: StoreReason): void {
    if (RECORD_FAULTS.has(reason)) return;
    if (reason === 'moved') this.#servers.misled();
    // What one call met in a Cluster may be one master's fault: the gate stays open to the others while the probe asks
    // each of them.
    if (this.#servers.one) {
      if (reason === 'timeout' || reason === 'disconnected') this.#shut(reason);
      else this.#setUp(false, reason);
    }
    this.#probe();
  }

  #probe(): void {
    if (this.#closed || this.#probing || this.client.status !== 'ready') return;
    this.#probing = true;
    clearTimeout(this.#timer);
    void this.#servers
      .probe()
      .then((reasons) => {
        this.#probed(reasons);
      })
      .finally(() => {
        this.#probing = false;
        if (!this.#up) {
          this.#after(PROBE_EVERY_MS, () => {
            this.#probe();
          });
        }
      });
  }

  #probed(reasons: readonly (StoreReason | undefined)[]): void {
    if (this.#closed) return;
    const refusal = reasons.find((reason) => reason !== undefined);
    if (reasons.every((reason) => reason !== undefined && NO_ANSWER.has(reason))) {
      this.#shut(refusal ?? 'disconnected');
      return;
    }
    if (!this.#gateOpen || (refusal === undefined && !this.#up)) this.#events.open();
    this.#gateOpen = true;
    this.#setUp(refusal === undefined, refusal);
  }

  #shut(reason: StoreReason): void {
    this.#gateOpen = false;
    this.#setUp(false, reason);
  }

  #setUp(up: boolean, reason: StoreReason | undefined): void {
    if (reason !== undefined) this.#reason = reason;
    if (up) this.#told.clear();
    else this.#tell(this.#reason);
    if (up === this.#up) return;
    this.#up = up;
    this.#events.change(up);
  }

  #tell(reason: StoreReason): void {
    if (this.#closed || this.#told.has(reason) || (this.#told.size > 0 && PASSING.has(reason))) return;
    this.#told.add(reason);
    this.#events.trouble(reason);
  }

  #after(ms: number, act: () => void): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, ms);
  }
}

function isLean(question: Asked): question is Asked & LeanQuestion {
  return question.kind.lean !== undefined;
}
