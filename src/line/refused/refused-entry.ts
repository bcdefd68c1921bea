/** The nouns of refused deliveries: what is kept of one, so that it can be seen, explained and taken afterwards. */
import type { OutcomeCode } from '../../model/outcome.js';
import type { EpochMs } from '../../model/time.js';

/** How far a header's value may go: into every answer, into the store alone, or no further than this process. */
export type HeaderKind = 'plain' | 'signature' | 'credential';

export interface KeptHeader {
  readonly name: string;
  readonly kind: HeaderKind;
  /** Undefined for a credential that another process has in its memory, or nobody any more. */
  readonly value: string | undefined;
  /** What an answer may show of it. */
  readonly shown: string;
}

/** What came of the last try to take it. */
export interface RefusedAnswer {
  readonly outcome: OutcomeCode;
  readonly reason: string | undefined;
  /** The receiver's status, if it gave one. */
  readonly status: number | undefined;
  readonly at: EpochMs;
  /** The job that tried. */
  readonly job: string;
}

/** As lists have it. */
export interface RefusedHead {
  readonly id: string;
  /** The route's name, or `_unmatched`. */
  readonly route: string;
  /** Epoch milliseconds of its first receipt, by the clock of the replica that received it. */
  readonly receivedAt: EpochMs;
  readonly outcome: OutcomeCode;
  readonly reason: string | undefined;
  /** The source's address. */
  readonly client: string;
  readonly method: string;
  /** As it came, without its query; cut at 256 characters. */
  readonly path: string;
  /** Where the outcome came behind the signature. */
  readonly messageId: string | undefined;
  /** How often the same came. */
  readonly count: number;
  /** Of the body that came, as far as it was read. */
  readonly bytes: number;
  /** The body was not read to its end, or not kept to its end. */
  readonly bodyCut: boolean;
  /** Whether a signature came in the scheme's shape: such go last when room is needed. */
  readonly shaped: boolean;
  readonly answer: RefusedAnswer | undefined;
}

export interface RefusedEntry extends RefusedHead {
  /** Path and query as they came; undefined where the query holds a credential that is not here. */
  readonly target: string | undefined;
  readonly headers: readonly KeptHeader[];
  /** Undefined if it was not kept, or is a credential that is not here. */
  readonly body: Buffer | undefined;
  /** The scheme has its secret in the body: it is shown to nobody and lies in no store. */
  readonly bodyIsCredential: boolean;
}

/** Stands for the route of what no route has. */
export const UNMATCHED = '_unmatched';

/** What lists have of an entry. */
export function headOf(entry: RefusedHead, count = entry.count, answer = entry.answer): RefusedHead {
  const { id, route, receivedAt, outcome, reason, client, method, path, messageId, bytes, bodyCut, shaped } =
    entry;
  return {
    ...{ id, route, receivedAt, outcome, reason, client, method, path, messageId, count, bytes, bodyCut },
    ...{ shaped, answer },
  };
}
