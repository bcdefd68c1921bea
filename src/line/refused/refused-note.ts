/** What is noted of a request when it is refused: references alone, at the price of an object. */
import { OUTCOMES, type OutcomeCode } from '../../model/outcome.js';
import type { RawHeaders } from '../../model/delivery.js';
import type { Trail } from '../../model/trail.js';
import { KEY_REASONS } from '../../schemes/engine/refusal-reason.js';
import type { Route } from '../route.js';

export interface RefusedNote {
  /** Ended. */
  readonly trail: Trail;
  /** Undefined for what no route has. */
  readonly route: Route | undefined;
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: RawHeaders;
  /** What was read of it; undefined if nothing was. */
  readonly body: Buffer | undefined;
  readonly bodyCut: boolean;
  /** Refused for its headers: no signature in the scheme's shape came along. */
  readonly byHead: boolean;
}

/** Who keeps refused requests. Must not throw, and nobody waits for it. */
export interface RefusedSink {
  note(note: RefusedNote): void;
}

/** Refusals that say something of us, and nothing of the request. */
const ABOUT_US: ReadonlySet<OutcomeCode> = new Set<OutcomeCode>(['overloaded', 'rate_limited']);

const EVIDENT: ReadonlySet<OutcomeCode> = new Set<OutcomeCode>([
  ...(Object.keys(OUTCOMES) as OutcomeCode[]).filter(
    (code) => OUTCOMES[code].kind === 'refused' && !ABOUT_US.has(code),
  ),
  'event_reuse',
]);

/** Whether a request that ended so is kept. */
export function isEvidence(outcome: OutcomeCode): boolean {
  return EVIDENT.has(outcome);
}

/** As much of an outcome as counts it; its code may be one of a later version. */
interface Counted {
  readonly code: string;
  readonly reason: string | undefined;
}

/** The word by which refusals are counted: the reason, or the outcome where it says all. */
export function refusalReason({ code, reason }: Counted): string {
  return reason !== undefined && REASONS.has(reason) ? reason : code;
}

/** A closed list, for metrics. */
export const REFUSAL_REASONS: readonly string[] = [
  ...['missing_signature', 'missing_time', 'missing_id', 'repeated_header', 'conflicting_headers'],
  ...['unreadable_signature', 'unreadable_time', 'unreadable_id', 'unreadable_event', 'query_unexpected'],
  ...[
    'form_incomplete',
    'border_in_value',
    'unknown_version',
    'json_too_deep',
    'body_not_json',
    'body_not_text',
  ],
  ...['mismatch', 'too_old', 'too_new', 'body_too_old', 'aborted', 'slow_upload', 'framing', 'no_host'],
  ...['too_many_headers', 'expectation', 'content_encoding', 'transfer_encoding', 'content_length', 'body'],
  ...KEY_REASONS,
  ...['key_host_away', 'key_limit', 'key_unreadable', 'confirmation_failed'],
  ...['body_in_get', 'gzip_unreadable', 'gzip_unmarked', 'inflated'],
  ...EVIDENT,
];
const REASONS: ReadonlySet<string> = new Set(REFUSAL_REASONS);
