/**
 * THE SECOND LINE: one attempt goes sign → forward → verdict. The message is signed at the moment of sending, with that
 * moment's time.
 */
import type { Failure, Message, Verdict } from '../../model/delivery.js';
import type { ReceiverAnswer } from '../../model/outcome.js';
import type { LoggedAttempt } from '../../model/log-entry.js';
import type { AttemptNote } from '../../model/trail.js';
import { addToUrl, type Signer } from '../../schemes/engine/sign.js';
import type { Forward, Running } from './forward.js';
import { createSaidBy } from './said.js';
import type { ReadStatus } from '../../policy/verdict.js';
import type { EpochClock, EpochMs, MonotonicClock } from '../../model/time.js';

export interface Destination {
  readonly name: string;
  /** Without what a message adds to it. */
  readonly url: string;
  readonly sign: Signer;
  /** It knows `headers`, with which the headers of each message begin. */
  readonly forward: Forward;
  readonly readStatus: ReadStatus;
  /** Whether such a status is about the gateway itself and not about the event. */
  readonly refusesUs: (status: number) => boolean;
  /** The same for every message: names and values in turn. */
  readonly headers: readonly string[];
  /** Names, in lower case, of the headers that carry a secret or a signature. */
  readonly hidden: ReadonlySet<string>;
}

export type AttemptResult =
  | { readonly verdict: Verdict; readonly answer: ReceiverAnswer; readonly note: AttemptNote }
  | { readonly verdict: 'retry'; readonly failure: Failure; readonly note: AttemptNote };

export interface Attempt {
  readonly ended: Promise<AttemptResult>;
  /** Gives the attempt up; `ended` resolves soon after, as a failure if no status came. */
  abort(): void;
  /** Ends it with what has come, if the receiver's status is known. @returns whether it is */
  conclude(): boolean;
}

export type Deliver = (message: Message, number: number) => Attempt;

/**
 * @param clock epoch milliseconds, for signatures
 * @param now monotonic milliseconds, for durations
 */
export function createDeliver(destination: Destination, clock: EpochClock, now: MonotonicClock): Deliver {
  const saidBy = createSaidBy(destination.hidden);
  return function deliver(message, number) {
    const headers = [...destination.headers, ...message.headers];
    describe(message, number, headers);
    const { pathRest, query: own } = message;
    const isAdded = pathRest !== undefined || own !== undefined;
    const called = isAdded ? addToUrl(destination.url, pathRest, own) : undefined;
    const query = joined(own, destination.sign(message, clock(), headers, called));

    const startedAt = now();
    let running!: Running;
    const ended = new Promise<AttemptResult>((resolve, reject) => {
      const fail = reject as (error: unknown) => void;
      const end = (answer: ReceiverAnswer | Failure): void => {
        try {
          resolve(judge(answer, number, now() - startedAt, headers));
        } catch (error) {
          fail(error);
        }
      };
      running = destination.forward(headers, message.body, query, end, pathRest);
    });
    return new RunningAttempt(ended, running);
  };

  function judge(
    end: ReceiverAnswer | Failure,
    number: number,
    durationMs: number,
    sent: readonly string[],
  ): AttemptResult {
    if ('kind' in end) {
      const note = { number, status: undefined, result: end.kind, reason: end.reason, durationMs };
      return { verdict: 'retry', failure: end, note };
    }
    end.said = saidBy(end, sent);
    const { status } = end;
    const verdict = destination.readStatus(status);
    const refused = verdict === 'retry' && destination.refusesUs(status);
    const reason = refused ? REFUSES_US : end.reason;
    return { verdict, answer: end, note: { number, status, result: verdict, reason, durationMs } };
  }
}

class RunningAttempt implements Attempt {
  readonly ended: Promise<AttemptResult>;
  readonly #running: Running;

  constructor(ended: Promise<AttemptResult>, running: Running) {
    this.ended = ended;
    this.#running = running;
  }

  abort(): void {
    this.#running.abort();
  }

  conclude(): boolean {
    return this.#running.conclude();
  }
}

/** Two parts of a query. */
function joined(own: string | undefined, added: string | undefined): string | undefined {
  return own === undefined || added === undefined ? (own ?? added) : `${own}&${added}`;
}

/** The reason if the receiver's status is about us. */
export const REFUSES_US = 'receiver_refuses_us';

/** @param endedAt epoch milliseconds */
export function loggedAttempt(
  note: AttemptNote,
  answer: ReceiverAnswer | undefined,
  endedAt: EpochMs,
): LoggedAttempt {
  const { number, status, result, reason, durationMs } = note;
  // Member by member: a spread of so small an object costs a hundred times as much.
  return {
    number,
    status,
    result,
    reason,
    durationMs,
    at: Math.round(endedAt - durationMs),
    answer: answer?.said,
  };
}

export function logged(result: AttemptResult, endedAt: EpochMs): LoggedAttempt {
  return loggedAttempt(result.note, 'answer' in result ? result.answer : undefined, endedAt);
}

function describe(message: Message, number: number, headers: string[]): void {
  if (message.contentType !== undefined) headers.push('Content-Type', message.contentType);
  headers.push('Webhook-Gateway-Id', message.id);
  if (message.event !== undefined) headers.push('Webhook-Gateway-Event', message.event);
  if (message.sourceId !== undefined) headers.push('Webhook-Gateway-Source-Id', message.sourceId);
  headers.push('Webhook-Gateway-Attempt', String(number));
}
