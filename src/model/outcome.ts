/**
 * The closed catalogue of outcomes. Every delivery ends in exactly one of them. Its word is the
 * `Webhook-Gateway-Outcome` header, the log field, the metric label and the problem document's `code`.
 */

/** How far a delivery came: to the receiver, answered by us, or refused by us. */
export type OutcomeKind = 'forwarded' | 'answered' | 'refused';

interface OutcomeEntry {
  /** The status we answer with if neither the receiver nor the source's scheme decides it. */
  readonly status: number;
  readonly kind: OutcomeKind;
  /** One sentence for the problem document. It says no more than the code does. */
  readonly title: string;
  /** Seconds for `Retry-After`, if the trouble is ours and passes. */
  readonly retryAfter?: number;
}

export const OUTCOMES = {
  accepted: { status: 200, kind: 'forwarded', title: 'The receiver accepted the delivery.' },
  queued: { status: 200, kind: 'answered', title: 'The delivery is stored and will be delivered.' },
  duplicate: { status: 200, kind: 'answered', title: 'This delivery was accepted or stored before.' },
  filtered: { status: 200, kind: 'answered', title: 'This route does not want this event.' },
  event_reuse: {
    status: 503,
    kind: 'answered',
    title: 'This body came under other names before; an operator must look at it.',
  },
  challenge: { status: 200, kind: 'answered', title: "The provider's handshake was answered." },
  unverified: { status: 200, kind: 'forwarded', title: 'The delivery went on although it does not verify.' },
  rejected: { status: 200, kind: 'forwarded', title: 'The receiver refused the delivery for good.' },
  failed: { status: 502, kind: 'forwarded', title: 'The receiver failed; the delivery is worth a retry.' },
  untranslatable: {
    status: 502,
    kind: 'answered',
    title: "The route's payload mode cannot carry this body without loss.",
  },
  timeout: { status: 504, kind: 'forwarded', title: 'The receiver did not answer in time.' },
  unreachable: { status: 502, kind: 'forwarded', title: 'The receiver could not be reached.' },
  in_flight: {
    status: 503,
    kind: 'answered',
    title: 'The same delivery is being handled and did not end in time.',
    retryAfter: 5,
  },
  paused: { status: 503, kind: 'answered', title: 'The route is paused.', retryAfter: 60 },
  invalid_signature: { status: 401, kind: 'refused', title: 'No signature of this delivery is genuine.' },
  missing_signature: { status: 401, kind: 'refused', title: 'The delivery carries no signature.' },
  stale: { status: 401, kind: 'refused', title: 'The signed time is outside the tolerance.' },
  malformed: {
    status: 400,
    kind: 'refused',
    title: 'The request repeats what must come once, or cannot be parsed.',
  },
  too_large: { status: 413, kind: 'refused', title: 'The body is larger than this route takes.' },
  unsupported_encoding: { status: 415, kind: 'refused', title: 'The body has a content encoding.' },
  method_not_allowed: { status: 405, kind: 'refused', title: 'No delivery comes here by this method.' },
  not_found: { status: 404, kind: 'refused', title: 'No route has this path.' },
  forbidden: { status: 403, kind: 'refused', title: 'This address may not deliver here.' },
  rate_limited: {
    status: 429,
    kind: 'refused',
    title: 'More deliveries came than this route takes at a time.',
    retryAfter: 1,
  },
  key_unavailable: {
    status: 503,
    kind: 'refused',
    title: "The source's key cannot be had now; come again.",
    retryAfter: 30,
  },
  overloaded: { status: 503, kind: 'refused', title: 'The gateway is at its limits.', retryAfter: 1 },
  store_unavailable: {
    status: 503,
    kind: 'answered',
    title: 'The dedupe store does not answer, or is full.',
    retryAfter: 5,
  },
} as const satisfies Record<string, OutcomeEntry>;

export type OutcomeCode = keyof typeof OUTCOMES;
export const OUTCOME_CODES = Object.keys(OUTCOMES) as readonly OutcomeCode[];

/** Whether it takes no genuine delivery to end so: a stranger can bring about any number. */
export function anyoneCauses({ code, kind }: Pick<Outcome, 'code' | 'kind'>): boolean {
  return kind === 'refused' || code === 'unverified';
}

/** The part of the receiver's answer that may be relayed to the source. */
export interface ReceiverAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  /** Of the body, as the receiver named it. */
  readonly contentEncoding?: string | undefined;
  readonly retryAfter: string | undefined;
  /** At most 64 KiB; the rest is not relayed. Empty if it is encoded and did not come whole. */
  readonly body: Buffer;
  /** What was wrong behind its headers: a word for the log. */
  readonly reason?: 'answer_framing' | 'answer_unfinished' | undefined;
  /** The beginning of the body as it is kept for people: without what the attempt sent as a secret or a signature. */
  said?: string | undefined;
}

export interface OutcomeDetails {
  /** Why: a word of a closed list, safe to log, never shown to the source. */
  readonly reason?: string;
  /** The status for the source, if the catalogue's does not fit. */
  readonly status?: number;
  readonly receiver?: ReceiverAnswer;
  /** The whole answer, if a handshake asks for one. */
  readonly reply?: Reply;
  /** Seconds for `Retry-After`, if the catalogue's do not fit. */
  readonly retryAfter?: number;
}

/** An answer of our own. Headers are names and values in turn. */
export interface Reply {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** The end of a delivery. A step returns it instead of its value, and the line stops there. */
export class Outcome {
  readonly code: OutcomeCode;
  readonly reason: string | undefined;
  readonly status: number;
  readonly receiver: ReceiverAnswer | undefined;
  readonly reply: Reply | undefined;
  readonly #retryAfter: number | undefined;

  constructor(code: OutcomeCode, details: OutcomeDetails = {}) {
    this.code = code;
    this.reason = details.reason;
    this.status = details.status ?? OUTCOMES[code].status;
    this.receiver = details.receiver;
    this.reply = details.reply;
    this.#retryAfter = details.retryAfter;
  }

  get kind(): OutcomeKind {
    return OUTCOMES[this.code].kind;
  }

  /** Seconds, if the source is asked to wait. */
  get retryAfter(): number | undefined {
    const entry: OutcomeEntry = OUTCOMES[this.code];
    return this.#retryAfter ?? entry.retryAfter;
  }
}
