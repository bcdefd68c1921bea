/** Refused deliveries as the API shows them. No credential and no signature is among what it shows. */
import { isUtf8 } from 'node:buffer';
import type { Expected, ExpectedPart } from '../../../operate/refused/expected.js';
import type { RefusedDetail, RefusedListed } from '../../../operate/refused/refused-operations.js';
import type { RefusedAnswer } from '../../../line/refused/refused-entry.js';
import { iso } from '../view.js';

export interface RefusedView {
  readonly id: string;
  readonly route: string;
  readonly receivedAt: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly client: string;
  readonly method: string;
  readonly path: string;
  readonly nearest: string | null;
  readonly messageId: string | null;
  readonly count: number;
  readonly bytes: number;
  readonly bodyCut: boolean;
  readonly shaped: boolean;
  readonly answer: AnswerView | null;
}

interface AnswerView {
  readonly outcome: string;
  readonly reason: string | null;
  readonly status: number | null;
  readonly at: string;
  readonly job: string;
}

export interface RefusedDetailView extends RefusedView {
  /** Names and what is shown of the values; null for whoever may not see it. */
  readonly headers: readonly (readonly [name: string, shown: string | null])[];
  readonly query: readonly string[];
  readonly body: string | null;
  readonly bodyEncoding: 'utf8' | 'base64' | null;
  readonly explanations: readonly ExplanationView[];
  readonly expected: ExpectedView | null;
}

interface ExpectedView {
  readonly scheme: string;
  readonly title: string;
  readonly signs: string | null;
  readonly parts: readonly {
    readonly what: ExpectedPart['what'];
    readonly header: string | null;
    readonly json: string | null;
    readonly form: string;
  }[];
}

interface ExplanationView {
  readonly cause: string;
  readonly text: string;
  readonly evidence: string;
  readonly line: string | null;
}

export function refusedView(head: RefusedListed): RefusedView {
  return {
    id: head.id,
    route: head.route,
    receivedAt: iso(head.receivedAt),
    outcome: head.outcome,
    reason: head.reason ?? null,
    client: head.client,
    method: head.method,
    path: head.path,
    nearest: head.nearest ?? null,
    messageId: head.messageId ?? null,
    count: head.count,
    bytes: head.bytes,
    bodyCut: head.bodyCut,
    shaped: head.shaped,
    answer: head.answer ? answerView(head.answer) : null,
  };
}

/** @param whole whether values of headers and the body are shown */
export function refusedDetailView(detail: RefusedDetail, whole: boolean): RefusedDetailView {
  const { entry, explanations, expected } = detail;
  const body = whole && !entry.bodyIsCredential ? entry.body : undefined;
  const bodyEncoding = body && (isUtf8(body) ? 'utf8' : 'base64');
  return {
    ...refusedView(detail),
    headers: entry.headers.map(({ name, shown }) => [name, whole ? shown : null]),
    query: namesOf(entry.target ?? ''),
    body: body?.toString(bodyEncoding) ?? null,
    bodyEncoding: bodyEncoding ?? null,
    explanations: explanations.map((one) => ({ ...one, line: one.line ?? null })),
    expected: expected ? expectedView(expected) : null,
  };
}

function expectedView({ scheme, title, signs, parts }: Expected): ExpectedView {
  return {
    ...{ scheme, title, signs: signs ?? null },
    parts: parts.map(({ what, header, json, field, form }) => ({
      ...{ what, header: header ?? null, json: json ?? null, field: field ?? null, form },
    })),
  };
}

function answerView({ outcome, reason, status, at, job }: RefusedAnswer): AnswerView {
  return { outcome, reason: reason ?? null, status: status ?? null, at: iso(at), job };
}

/** Names alone: the values may be a customer's, or a token. */
function namesOf(target: string): readonly string[] {
  const [, query = ''] = /\?(.*)$/s.exec(target) ?? [];
  return query.split('&').flatMap((pair) => (pair === '' ? [] : [pair.split('=', 1)[0] ?? '']));
}
