/** Receivers of any scheme of the catalogue that the gateway can sign, and what each of them must get. */
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { expect } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { createSigner, whyUnsignable } from '../../src/schemes/engine/sign.js';
import { Unsignable } from '../../src/schemes/engine/unsignable.js';
import { compact } from '../../src/schemes/payload/compact.js';
import { createEnvelopeMapper } from '../../src/schemes/payload/envelope.js';
import type { Received } from '../helpers/upstream.js';
import { keysOf, subjectsOf, verdictOn, type Subject } from '../schemes/harness.js';
import type { Carries } from './model.js';
import { QUERY, type Made, type Source } from './sources.js';

export type Payload = 'exact' | 'compact' | 'envelope';

export interface Target {
  readonly subject: Subject;
  readonly scheme: string;
  readonly payload: Payload;
}

export const signable: readonly Subject[] = Object.keys(schemes)
  .flatMap((name) => subjectsOf(name).slice(0, 1))
  .filter(({ scheme }) => whyUnsignable(scheme) === undefined);

/** @param payload `exact` in place of an envelope that the scheme does not have */
export function targetOf(subject: Subject, payload: Payload): Target {
  const fits = payload !== 'envelope' || subject.scheme.envelope !== undefined;
  return { subject, scheme: subject.name, payload: fits ? payload : 'exact' };
}

export function carries({ subject, payload }: Target, source: Source, made: Made): Carries {
  const body = translated(payload, subject, source, made);
  if (!Buffer.isBuffer(body)) return 'untranslatable';
  const type = contentTypeOf(made);
  const headers = type === undefined ? [] : ['Content-Type', type];
  const sign = createSigner(subject.scheme, keysOf(subject.scheme, subject.secret), `https://x/${QUERY}`);
  try {
    sign({ id: 'msg_1', event: made.event, body }, Date.now(), headers);
    return 'yes';
  } catch (error) {
    if (error instanceof Unsignable) return 'unsignable';
    throw error;
  }
}

function contentTypeOf({ sent }: Made): string | undefined {
  const at = sent.headers.findIndex((text, i) => i % 2 === 0 && text.toLowerCase() === 'content-type');
  return at < 0 ? undefined : sent.headers[at + 1];
}

/** The body, where an envelope has the receipt's time and the message's id left out. */
function translated(
  payload: Payload,
  subject: Subject,
  source: Source,
  { sent: { body }, event }: Made,
): Buffer | object {
  if (payload === 'exact') return body;
  if (payload === 'compact') return compact(body);
  const { envelope } = subject.scheme;
  if (!envelope) throw new TypeError(`${subject.name} has no envelope`);
  return createEnvelopeMapper(
    source.subject.scheme.envelope,
    envelope,
  )({ body, id: 'id', event, receivedAt: 0 });
}

/** What such a receiver may dislike about the source's own event: it goes on all the same. */
const OF_THE_SOURCE = [
  ...['unreadable_event', 'missing_time', 'unreadable_time', 'too_old', 'too_new'],
  ...['body_not_json', 'body_not_text', 'json_too_deep', 'border_in_value', 'form_incomplete'],
];

/** What a receiver got is what it was to get, under a signature that holds. */
export function judge(
  { subject, payload }: Target,
  received: Received,
  made: Made,
  { id, origin }: { readonly id: string; readonly origin: string },
): void {
  const { body, headers, rawHeaders, path } = received;
  expect(headers['webhook-gateway-id']).toBe(id);
  if (payload === 'exact') expect(body.equals(made.sent.body), 'byte for byte').toBe(true);
  else if (payload === 'compact')
    expect(body.toString()).toBe(JSON.stringify(JSON.parse(made.sent.body.toString())));
  else holdsEvent(subject, body, made.event);
  const sent = { method: 'POST', url: origin + path, headers: rawHeaders, body };
  const verdict = verdictOn(subject, sent, { now: Date.now() });
  expect(['accepted', ...OF_THE_SOURCE], `${verdict}, as ${subject.name} verifies it`).toContain(verdict);
  judgeOfficially(subject.name, body, headers as Record<string, string>, subject.secret);
}

function holdsEvent({ scheme }: Subject, body: Buffer, event: string | undefined): void {
  const document = JSON.parse(body.toString()) as Record<string, unknown>;
  const name = scheme.envelope?.event;
  if (name !== undefined && event !== undefined) expect(document[name]).toBe(event);
}

function judgeOfficially(
  scheme: string,
  body: Buffer,
  headers: Record<string, string>,
  secret: string,
): void {
  const isText = Buffer.from(body.toString()).equals(body);
  if (!isText) return;
  if (scheme === 'standard') new StandardWebhook(secret).verify(body, headers, { jsonParse: false });
  if (scheme === 'svix' && parses(body)) new SvixWebhook(secret).verify(body, headers);
}

function parses(body: Buffer): boolean {
  try {
    JSON.parse(body.toString());
    return true;
  } catch {
    return false;
  }
}
