/**
 * THE SECOND LINE: one attempt goes sign → forward → verdict. The message is signed at the moment of sending, with that
 * moment's time.
 */
import type { Failure, Message, Verdict } from '../../model/delivery.js';
import type { ReceiverAnswer } from '../../model/outcome.js';
import type { LoggedAttempt } from '../../model/log-entry.js';
import type { AttemptNote } from '../../model/trail.js';
import type { Signer } from '../../schemes/engine/sign.js';
import type { Forward } from './forward.js';
import type { ReadStatus } from '../../policy/verdict.js';
import type { EpochClock, EpochMs, MonotonicClock } from '../../model/time.js';

export interface Destination {
  readonly name: string;
  readonly sign: Signer;
  readonly forward: Forward;
  readonly readStatus: ReadStatus;
  /** The same for every message: names and values in turn. */
  readonly headers: readonly string[];
}

export type AttemptResult =
  | { readonly verdict: Verdict; readonly answer: ReceiverAnswer; readonly note: AttemptNote }
  | { readonly verdict: 'retry'; readonly failure: Failure; readonly note: AttemptNote };

export interface Attempt {
  readonly ended: Promise<AttemptResult>;
  /** Gives the attempt up; `ended` resolves soon after as a failure. */
  abort: () => void;
}

export type Deliver = (message: Message, number: number) => Attempt;

/**
 * @param clock epoch milliseconds, for signatures
 * @param now monotonic milliseconds, for durations
 */
export function createDeliver(destination: Destination, clock: EpochClock, now: MonotonicClock): Deliver {
  return function deliver(message, number) {
    const headers = [...destination.headers, ...message.headers];
    describe(message, number, headers);
    const query = destination.sign(message, clock(), headers);

    const startedAt = now();
    let abort!: () => void;
    const ended = new Promise<AttemptResult>((resolve) => {
      abort = destination.forward(headers, message.body, query, (end) => {
        resolve(judge(end, number, now() - startedAt));
      });
    });
    return { ended, abort };
  };

  function judge(end: ReceiverAnswer | Failure, number: number, durationMs: number): AttemptResult {
    if ('kind' in end) {
      const note = { number, status: undefined, result: end.kind, durationMs };
      return { verdict: 'retry', failure: end, note };
    }
    const verdict = destination.readStatus(end.status);
    return { verdict, answer: end, note: { number, status: end.status, result: verdict, durationMs } };
  }
}

/** Bytes of a receiver's answer that are kept for people. */
const ANSWER_KEPT = 256;

/** @param endedAt epoch milliseconds */
export function loggedAttempt(
  note: AttemptNote,
  answer: Buffer | undefined,
  endedAt: EpochMs,
): LoggedAttempt {
  const text = answer && answer.length > 0 ? answer.toString('utf8', 0, ANSWER_KEPT) : undefined;
  return { ...note, at: Math.round(endedAt - note.durationMs), answer: text };
}

export function logged(result: AttemptResult, endedAt: EpochMs): LoggedAttempt {
  return loggedAttempt(result.note, 'answer' in result ? result.answer.body : undefined, endedAt);
}

function describe(message: Message, number: number, headers: string[]): void {
  if (message.contentType !== undefined) headers.push('Content-Type', message.contentType);
  headers.push('Webhook-Gateway-Id', message.id);
  if (message.event !== undefined) headers.push('Webhook-Gateway-Event', message.event);
  if (message.sourceId !== undefined) headers.push('Webhook-Gateway-Source-Id', message.sourceId);
  headers.push('Webhook-Gateway-Attempt', String(number));
}
