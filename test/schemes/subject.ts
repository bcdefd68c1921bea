/** What the scheme tests try things on: a scheme with two secrets and a body of its kind. */
import { schemes } from '../../src/schemes/catalogue/index.js';
import type { Scheme } from '../../src/schemes/spec.js';
import { secretOf } from '../helpers/secrets.js';
import { contentTypeOf, setAt, type Json } from './documents.js';

export const EVENT = 'lead.created';
export const BODY = Buffer.from(
  '{"id":"evt_1","event":"lead.created","type":"lead.created","data":{"name":"Zoë"}}',
);
/** Epoch milliseconds, with a part of a second on purpose. */
export const MOMENT = Date.parse('2026-06-11T17:42:11.734Z');
const FORM = 'AccountSid=AC1&To=%2B15550100&Body=a+b%26c&Tag=2&Tag=1&Empty=&Name=Zo%C3%AB&event=lead.created';

/**
 * How much of the body a signature covers: every byte; the names and values of a form; what the JSON means, however it is
 * spelt; some members of the JSON; a sum of them; or nothing of it.
 */
export type Coverage = 'bytes' | 'form' | 'meaning' | 'fields' | 'sum' | 'nothing';

export interface Subject {
  readonly name: string;
  readonly scheme: Scheme;
  readonly signature: NonNullable<Scheme['signature']>;
  readonly secret: string;
  readonly otherSecret: string;
  readonly covers: Coverage;
  /** Whether the signature stands in the body. */
  readonly inBody: boolean;
  readonly body: Buffer;
  readonly contentType: string;
}

/** @throws TypeError for a scheme without a signature: there is nothing to test then. */
export function subjectOf(name: string, scheme: Scheme | undefined = schemes[name]): Subject {
  const [subject] = subjectsOf(name, scheme);
  if (!subject) throw new TypeError(`${name} has no signature`);
  return subject;
}

/** None where the body is a token (token-documents.test.ts). One subject, but two for a scheme that signs forms by their fields and any other body by its hash. */
export function subjectsOf(name: string, scheme: Scheme | undefined = schemes[name]): readonly Subject[] {
  const { signature } = scheme ?? {};
  if (!scheme || !signature || signature.jwt?.isDocument) return [];
  const subject: Subject = {
    name,
    scheme,
    signature,
    secret: secretOf(scheme, 'a'),
    otherSecret: secretOf(scheme, 'b'),
    covers: coverageOf(scheme),
    inBody: signature.json !== undefined || signature.field !== undefined,
    body: bodyOf(scheme),
    contentType: contentTypeOf(scheme),
  };
  if (!subject.contentType.includes('urlencoded')) return [subject];
  const field =
    scheme.jsonField === undefined
      ? ''
      : `&${scheme.jsonField}=${encodeURIComponent(`[${BODY.toString()}]`)}`;
  const body = Buffer.from(formOf(scheme, field) + fieldsOf(scheme));
  const form: Subject = { ...subject, covers: scheme.bodyHash ? 'form' : subject.covers, body };
  if (!scheme.bodyHash) return [form];
  return [form, { ...subject, name: `${name}, not a form`, contentType: 'application/json' }];
}

/** The fields that a scheme names one by one; those of signature and time are written with them. */
function fieldsOf({ signature }: Scheme): string {
  const named = (signature?.content ?? '').matchAll(/\{field:([^}?]+)\??\}/g);
  return Array.from(named, ([, name = '']) => `&${name}=v%26${name}+1`).join('');
}

/** An event's name as the scheme's header takes it. */
export function eventOf({ event = [] }: Scheme): string {
  const shapes = event.flatMap((place) => ('header' in place ? [place.shape] : []));
  if (shapes.includes('a_b')) return 'lead_created';
  if (shapes.includes('a:b')) return 'lead:created';
  return shapes.includes('A b') ? 'Lead Hook' : EVENT;
}

/** With the time at which the tests take place, where the body has the signed time. */
function bodyOf({ time, signature }: Scheme): Buffer {
  if (time?.json === undefined || signature?.json !== undefined) return BODY;
  const document = JSON.parse(BODY.toString()) as Json;
  setAt(document, time.json, MOMENT);
  return Buffer.from(JSON.stringify(document));
}

/** Where one field is the whole form, nothing stands before it. */
function formOf({ signature, jsonField = '' }: Scheme, field: string): string {
  return signature?.formHas?.includes(jsonField) ? field.slice(1) : FORM + field;
}

function coverageOf({ signature, bodyHash, bodyDigest }: Scheme): Coverage {
  const { jwt, content = '' } = signature ?? {};
  const hashes = Object.values(jwt?.hashes ?? {});
  if (content.includes('{crc32:')) return 'sum';
  if (content.includes('{body:canonical}')) return 'meaning';
  if (
    /\{body(?::quoted)?\}|:body\}/.test(content) ||
    bodyHash ||
    bodyDigest ||
    hashes.some((hash) => hash.of === 'body')
  )
    return 'bytes';
  if (content.includes('{form')) return 'form';
  return /\{(?:json|field|lines|members):/.test(content) ? 'fields' : 'nothing';
}
