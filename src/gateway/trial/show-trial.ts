/** A trial for people: the request of a first attempt, without what is secret in it, or why there is none. */
import { legOf, type DestinationConfig, type RouteConfig } from '../../config/config.js';
import { parseHeaderTemplate } from '../../config/header-template.js';
import { signersOf } from '../../config/secrets/signers.js';
import type { Evaluate } from '../../line/expressions.js';
import type { Running } from '../../line/attempt/forward.js';
import type { Message } from '../../model/delivery.js';
import { Outcome } from '../../model/outcome.js';
import type { EpochClock } from '../../model/time.js';
import { schemes } from '../../schemes/catalogue/index.js';
import { signatureHeaderNames } from '../../schemes/engine/signatures.js';
import { Unsignable } from '../../schemes/engine/unsignable.js';
import { buildDeliver } from '../build-deliver.js';
import { tryTranslation, wants, type Trial } from './try-translation.js';

export type ShownHeader = readonly [name: string, value: string];

export interface ShownRequest {
  readonly headers: readonly ShownHeader[];
  readonly body: Buffer;
}

export interface ShownEnd {
  /** In which the delivery would end at this destination. */
  readonly outcome: Outcome;
  /** More of it, in words. */
  readonly says: string | undefined;
}

export interface TrialParts {
  readonly evaluate: Evaluate;
  readonly version: string;
  /** Epoch milliseconds, of the attempt. */
  readonly clock: EpochClock;
}

const NOT_WANTED = 'the events of the route or of the destination leave this one out';

export async function showTrial(
  trial: Trial,
  destination: DestinationConfig,
  parts: TrialParts,
): Promise<ShownRequest | ShownEnd> {
  if (!wants(trial, destination))
    return { outcome: new Outcome('filtered', { reason: 'events' }), says: NOT_WANTED };
  const { made, says } = await tryTranslation(trial, destination, parts.evaluate);
  if (made instanceof Outcome) return { outcome: made, says };
  const sent = sentHeaders(made, trial.route, destination, parts);
  if (sent instanceof Outcome) return { outcome: sent, says };
  return { headers: shownHeaders(sent, hiddenHeaders(destination)), body: made.body };
}

/** Those of a first attempt, in turn. @returns an outcome if the destination's scheme cannot sign the message */
function sentHeaders(
  message: Message,
  route: RouteConfig,
  destination: DestinationConfig,
  { version, clock }: TrialParts,
): readonly string[] | Outcome {
  let sent: readonly string[] = [];
  const forward = (headers: readonly string[]): Running => {
    sent = headers;
    return { abort: () => undefined, conclude: () => false };
  };
  const deliver = buildDeliver(legOf(route, destination), {
    ...{ version, clock, traces: undefined },
    now: () => 0,
    forwarderFor: () => ({ forwardWith: () => forward }) as never,
  });
  try {
    void deliver(message, 1);
  } catch (error) {
    if (error instanceof Unsignable) return new Outcome('untranslatable', { reason: 'unsignable' });
    throw error;
  }
  return sent;
}

function shownHeaders(sent: readonly string[], hidden: ReadonlySet<string>): readonly ShownHeader[] {
  const shown: ShownHeader[] = [];
  for (let i = 0; i < sent.length; i += 2) {
    const name = sent[i] ?? '';
    shown.push([name, hidden.has(name.toLowerCase()) ? '[redacted]' : (sent[i + 1] ?? '')]);
  }
  return shown;
}

/** Signatures, and what the configuration adds, of which any may be a token; not what is made of the delivery alone. */
function hiddenHeaders(destination: DestinationConfig): ReadonlySet<string> {
  const signatures = [
    ...Object.values(schemes),
    ...signersOf(destination).map(({ scheme }) => scheme),
  ].flatMap(({ signature }) => signatureHeaderNames(signature ?? {}));
  const added = Object.entries(destination.headers).flatMap(([name, value]) =>
    typeof value === 'string' && isOfDelivery(value) ? [] : [name],
  );
  return new Set([...signatures, ...added].map((name) => name.toLowerCase()));
}

/** Placeholders, with signs between them at the most. */
function isOfDelivery(text: string): boolean {
  const pieces = parseHeaderTemplate(text);
  if (typeof pieces === 'string' || pieces.every((piece) => 'text' in piece)) return false;
  return pieces.every((piece) => !('text' in piece) || !/[\p{L}\p{N}]/u.test(piece.text));
}
