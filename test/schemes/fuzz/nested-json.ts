/** JSON that readers take in different ways: deep, with names twice, wrapped, spelt anew. */
import fc from 'fast-check';
import { documentOf, encodeDocument, type Json } from '../documents.js';
import type { Subject } from '../subject.js';
import type { Sent } from '../writer.js';
import { bytesOf, pick, withBytes, type Step } from './step.js';

/** The members that the scheme reads, by their last names, and some that nobody should. */
function namesOf({ scheme, signature }: Subject): readonly string[] {
  const { event = [], sourceId, time, bodyTime } = scheme;
  const places = sourceId ? [...event, sourceId] : event;
  const pointers = [
    ...places.flatMap((place) => ('json' in place ? [place.json] : [])),
    ...[signature.json, signature.each, time?.json, bodyTime].filter((pointer) => pointer !== undefined),
    ...Array.from((signature.content ?? '').matchAll(/\{json:([^}?]+)/g), ([, pointer = '']) => pointer),
  ];
  const last = pointers.map((pointer) => pointer.split('/').at(-1) ?? '');
  return [...new Set([...last, 'id', '__proto__', 'constructor', ''])];
}

const VALUES = ['"x"', 'null', '0', '1e999', '{}', '[]', '"\\ud800"', '9007199254740993', 'true', '""'];

type Change = (text: string, name: string, value: string, size: number) => string;

/** The text of a body changed; no document need come of it. */
const TEXTS: Readonly<Record<string, Change>> = {
  'a member before the others': (text, name, value) => text.replace('{', () => `{"${name}":${value},`),
  'a member behind the others': (text, name, value) =>
    text.replace(/\}(?=[^}]*$)/, () => `,"${name}":${value}}`),
  'a member under an escaped name': (text, name, value) =>
    text.replace(
      '{',
      () => `{"\\u00${(name.charCodeAt(0) || 0x78).toString(16).padStart(2, '0')}${name.slice(1)}":${value},`,
    ),
  'the whole inside of an object': (text, name) => `{"${name}":${text}}`,
  'the whole inside of a list': (text) => `[${text}]`,
  'the whole twice': (text) => text + text,
  'the whole twice in a list': (text) => `[${text},${text}]`,
  'depth before it': (text, _name, _value, size) => `${'['.repeat(size)}${text}`,
  'depth around it': (text, _name, _value, size) => `${'['.repeat(size)}${text}${']'.repeat(size)}`,
  'depth in a member': (text, name, _value, size) =>
    text.replace('{', () => `{"${name}":${'{"a":'.repeat(size)}1${'}'.repeat(size)},`),
  'blanks around it': (text) => ` \r\n\t${text} `,
  'a comment': (text) => text.replace('{', '{/**/'),
};

/** The document read, changed and written again. */
const DOCUMENTS: Readonly<Record<string, (document: Json, name: string) => unknown>> = {
  'spelt anew': (document) => document,
  'its members turned round': (document) => Object.fromEntries(Object.entries(document).reverse()),
  'a member fewer': (document, name) =>
    Object.fromEntries(Object.entries(document).filter(([own]) => own !== name)),
  'lists shortened': (document) => mapLists(document, (items) => items.slice(1)),
  'lists doubled': (document) => mapLists(document, (items) => [...items, ...items]),
  'lists turned round': (document) => mapLists(document, (items) => items.toReversed()),
  'lists emptied': (document) => mapLists(document, () => []),
  'a list of it': (document) => [document],
};

function mapLists(document: Json, change: (items: unknown[]) => unknown[]): Json {
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => [
      name,
      Array.isArray(value) ? change(value as unknown[]) : value,
    ]),
  );
}

const inText = fc
  .record({
    how: fc.constantFrom(...Object.keys(TEXTS)),
    name: fc.nat(8),
    value: fc.constantFrom(...VALUES),
    size: fc.integer({ min: 1, max: 3000 }),
  })
  .map(({ how, name, value, size }): Step => ({
    what: `JSON: ${how} (${name}, ${value}, ${size})`,
    to: (sent: Sent, subject) =>
      withBytes(
        sent,
        TEXTS[how]?.(bytesOf(sent), pick(namesOf(subject), name) ?? '', value, size) ?? bytesOf(sent),
      ),
  }));

const inDocument = fc
  .record({ how: fc.constantFrom(...Object.keys(DOCUMENTS)), name: fc.nat(8) })
  .map(({ how, name }): Step => ({
    what: `document: ${how} (${name})`,
    to(sent, subject) {
      const document = documentOf(subject.scheme, sent.body);
      if (typeof document !== 'object' || document === null) return sent;
      const changed = DOCUMENTS[how]?.(document as Json, pick(namesOf(subject), name) ?? '');
      return { ...sent, body: encodeDocument(subject.scheme, changed) };
    },
  }));

export const nestedJson: fc.Arbitrary<Step> = fc.oneof(inText, inDocument);
