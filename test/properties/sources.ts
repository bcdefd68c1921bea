/** Genuine deliveries of any scheme of the catalogue, each with an identity and a name of its own, as its provider sends them. */
import { randomHex } from '../../src/gateway/random-hex.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { readEvent, readIdentity } from '../../src/schemes/engine/read.js';
import { signsUrl } from '../../src/schemes/rules/template.js';
import { Refusal, type Verified } from '../../src/schemes/engine/verify.js';
import type { Shape } from '../../src/schemes/spec.js';
import { readPayloads } from '../helpers/payloads.js';
import { timeText, URL_OF_TESTS, verifySent, type Sent, type Subject } from '../schemes/harness.js';
import { setAt, type Json } from '../schemes/documents.js';
import { EVENT, subjectsOf } from '../schemes/subject.js';
import { write } from '../schemes/writer.js';

/** What the two kinds of events are called, in each shape that a provider may want. */
const NAMES = {
  lead: { plain: 'lead.created', a_b: 'lead_created', 'a/b': 'lead/created', 'a:b': 'lead:created' },
  order: { plain: 'order.paid', a_b: 'order_paid', 'a/b': 'order/paid', 'a:b': 'order:paid' },
} as const;
export type Kind = keyof typeof NAMES;

export interface Made {
  readonly sent: Sent;
  readonly verified: Verified;
  /** As the scheme reads it. */
  readonly event: string | undefined;
}

export interface Source {
  readonly subject: Subject;
  /** The name of its scheme. */
  readonly scheme: string;
  /** No two deliveries are the same. */
  readonly eachIsItsOwn: boolean;
  readonly hasEvents: boolean;
  /** Members of the route's `source` that the scheme wants. */
  readonly more: Readonly<Record<string, unknown>>;
}

export const payloads = readPayloads();

/** Those whose keys come from elsewhere want a host of keys beside them. */
const subjects = Object.keys(schemes)
  .filter((name) => !schemes[name]?.keys)
  .flatMap((name) => subjectsOf(name));

export const sources: readonly Source[] = subjects.map(sourceOf).filter(tellsApart);

function sourceOf(subject: Subject): Source {
  const { scheme } = subject;
  return {
    subject,
    scheme: subject.name.replace(/,.*/, ''),
    eachIsItsOwn: scheme.identity.length === 0,
    hasEvents: (scheme.event ?? []).length > 0,
    more: signsUrl(scheme) ? { publicUrl: URL_OF_TESTS } : {},
  };
}

/** Some sign fields alone, which the hand that writes them fills in the same way each time. */
function tellsApart(source: Source): boolean {
  const made = [1, 2].map((number) => make(source, { number, kind: 'lead' }));
  if (made.some((one) => one === undefined)) return false;
  const [first, second] = made.map((one) =>
    one ? readIdentity(source.subject.scheme, one.verified, 'default', randomHex) : '',
  );
  return first !== second;
}

export interface Wanted {
  /** Makes it another than all others. */
  readonly number: number;
  readonly kind: Kind;
  /** One of the test bodies, if the scheme can carry it. */
  readonly payload?: number | undefined;
}

/** @returns undefined if the scheme cannot carry that body */
export function make({ subject }: Source, { number, kind, payload }: Wanted): Made | undefined {
  const body = payload === undefined ? bodyOf(subject, number, kind) : payloads[payload]?.body;
  if (payload !== undefined && subject.covers !== 'bytes') return undefined;
  const at = Date.now();
  const id = `msg_of_tests_${number}`;
  const { scheme, signature, secret, contentType } = subject;
  const bare = write(scheme, signature, {
    ...{ method: 'POST', url: URL_OF_TESTS, contentType, body: body ?? subject.body, secrets: [secret] },
    ...{ id, event: nameOf(subject, kind), at, time: timeText(scheme.time?.formats[0] ?? 's', at) },
  });
  const sent = withEvent(bare, subject, kind);
  if (payload !== undefined && body && !sent.body.equals(body)) return undefined;
  const verified = verifySent(subject, sent, { now: at });
  if (verified instanceof Refusal) return undefined;
  return { sent, verified, event: readEvent(subject.scheme, verified) };
}

function bodyOf(subject: Subject, number: number, kind: Kind): Buffer {
  const text = withMember(subject)
    .toString()
    .replaceAll('lead.created', NAMES[kind].plain)
    .replaceAll('evt_1', `evt_${number}`)
    .replace('Body=a+b%26c', `Body=${number}+b%26c`);
  return Buffer.from(text);
}

/** The usual body, with the event's name where the scheme has it. */
function withMember({ scheme, body, contentType }: Subject): Buffer {
  const [place] = scheme.event ?? [];
  if (contentType !== 'application/json' || !place || !('json' in place)) return body;
  const document = JSON.parse(body.toString()) as Json;
  setAt(document, place.json, EVENT);
  return Buffer.from(JSON.stringify(document));
}

function headerOf({
  scheme,
}: Subject): { readonly name: string; readonly shape: Shape | undefined } | undefined {
  const [place] = scheme.event ?? [];
  return place && 'header' in place ? { name: place.header, shape: place.shape } : undefined;
}

/** What an event of that kind is called in this scheme's header, and in bodies where it has none. */
export function nameOf(subject: Subject, kind: Kind): string {
  const names: Readonly<Record<string, string>> = NAMES[kind];
  const { shape } = headerOf(subject) ?? {};
  if (shape === 'A b') return kind === 'lead' ? 'Lead Hook' : 'Order Hook';
  if (shape === 'A_B') return NAMES[kind].a_b.toUpperCase();
  return names[shape ?? ''] ?? NAMES[kind].plain;
}

/** With the name in its header, where it stands in one that is not signed. */
function withEvent(sent: Sent, subject: Subject, kind: Kind): Sent {
  const header = headerOf(subject);
  if (!header) return sent;
  const name = header.name.toLowerCase();
  if (sent.headers.some((text, i) => i % 2 === 0 && text.toLowerCase() === name)) return sent;
  return { ...sent, headers: [...sent.headers, header.name, nameOf(subject, kind)] };
}

export const QUERY = URL_OF_TESTS.slice(URL_OF_TESTS.indexOf('?'));
