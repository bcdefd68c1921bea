/** Payload mode `jsonata`: what an expression sees of a delivery, and what its result comes to. */
import type { ExpressionPayload } from '../config/config.js';
import type { RawHeaders } from '../model/delivery.js';
import { Outcome } from '../model/outcome.js';
import { informationHeader } from '../schemes/engine/headers.js';
import { readEvent } from '../schemes/engine/read.js';
import type { Scheme } from '../schemes/spec.js';
import type { Evaluate, ExpressionInput, NoResult } from './expressions.js';
import { TRACEPARENT } from './passed-headers.js';
import type { Verified } from '../schemes/engine/verify.js';
import type { Translate } from './route.js';

/** What a payload that is an expression needs besides. */
export interface ExpressionParts {
  readonly evaluate: Evaluate;
  /** Whose turn it is among those who wait. */
  readonly owner: string;
  /** Bytes. */
  readonly maxResult: number;
  /** Those of the source's headers that go on, names and values in turn. */
  readonly passed: (rawHeaders: RawHeaders) => readonly string[];
}

export function createExpression(
  scheme: Scheme,
  { text, lossy }: Pick<ExpressionPayload, 'text' | 'lossy'>,
  { evaluate, owner, maxResult, passed }: ExpressionParts,
): Translate {
  const expression = { text, lossy, maxResult };
  return async (verified, id) => {
    const made = await evaluate(owner, expression, inputOf(scheme, verified, id, passed));
    return Buffer.isBuffer(made) ? made : outcomeOf(made);
  };
}

function inputOf(
  scheme: Scheme,
  verified: Verified,
  id: string,
  passed: ExpressionParts['passed'],
): ExpressionInput {
  const { body, rawHeaders, receivedAt } = verified.delivery;
  return {
    body,
    contentType: informationHeader(rawHeaders, 'content-type'),
    event: readEvent(scheme, verified),
    id,
    time: verified.signedAt ?? receivedAt,
    receivedAt,
    headers: byName(passed(rawHeaders)),
  };
}

/** What the source sent, without the trace, which may be ours and is another each time, and without our own notes. */
function byName(headers: readonly string[]): Readonly<Record<string, string>> {
  const named: Record<string, string> = {};
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]?.toLowerCase() ?? '';
    if (name !== TRACEPARENT && !name.startsWith('webhook-gateway-')) named[name] = headers[i + 1] ?? '';
  }
  return named;
}

/** What is about us passes: the source comes again. */
export function outcomeOf({ reason }: NoResult): Outcome {
  const ours = reason === 'expressions_busy' || reason === 'expressions_unavailable';
  return new Outcome(ours ? 'overloaded' : 'untranslatable', { reason });
}
