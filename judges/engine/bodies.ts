/** The bodies of the cases, and what a forger makes of one. */
import { MOMENT } from '../../test/schemes/subject.js';
import { setAt, type Json } from '../../test/schemes/documents.js';
import type { Subject } from '../../test/schemes/harness.js';

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

const DOCUMENT: Json = {
  id: 'evt_1',
  event: 'lead.created',
  type: 'lead.created',
  data: { name: 'Ann', list: [1, 2.5, true, null], note: 'a/b "c" \\ \n' },
};
const FOREIGN = { name: 'Zoë 北京 😀', note: '\u2028 ﬁ\u00a0' };

type Named = Readonly<Record<string, Buffer>>;

/** What a signature over the body's bytes, or over none of it, has to bear. */
function documents({ scheme, covers }: Subject, more: Json): Named {
  const document = structuredClone({ ...DOCUMENT, ...more });
  if (scheme.time?.json !== undefined) setAt(document, scheme.time.json, MOMENT);
  const foreign = { ...document, data: FOREIGN };
  const compact = JSON.stringify(document);
  // Beyond 2^53 a number has no canonical spelling: nothing is signed then.
  const numbers = covers === 'meaning' ? '2.50,1e3' : '2.50,1e3,12345678901234567890';
  const all: Named = {
    compact: Buffer.from(compact),
    spaced: Buffer.from(JSON.stringify(document, undefined, 2)),
    'spaced as Python writes': Buffer.from(compact.replaceAll('":', '": ').replaceAll(',"', ', "')),
    'with a line end': Buffer.from(`${compact}\n`),
    'with numbers that parsers change': Buffer.from(compact.replace('2.5', numbers)),
    'with escaped slashes': Buffer.from(compact.replaceAll('a/b', 'a\\/b')),
    'non-ASCII': Buffer.from(JSON.stringify(foreign)),
    'non-ASCII, escaped': Buffer.from(escaped(JSON.stringify(foreign))),
    'with a BOM': Buffer.concat([BOM, Buffer.from(compact)]),
    empty: Buffer.alloc(0),
  };
  return covers === 'nothing' ? { compact: Buffer.from(compact), empty: Buffer.alloc(0) } : all;
}

function escaped(json: string): string {
  const hex = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return json.replace(/[\u0080-\uffff]/g, hex);
}

function forms({ signature, scheme }: Subject): Named {
  const always = (signature.formHas ?? []).map((name) => `${name}=AC1`).join('&');
  const lead = always === '' ? '' : `${always}&`;
  const all = {
    'a form': `${lead}To=%2B15550100&From=%2B15550101`,
    'a form, unsorted': `To=b&Body=a&${lead}from=x&From=y&A=1`,
    'a form with a field twice': `${lead}Tag=2&To=b&Tag=1`,
    'a form with one value twice': `${lead}Tag=1&To=b&Tag=1`,
    'a form with empty values': `${lead}Empty=&To=b`,
    'a form with escapes': `${lead}Body=a+b%26c%3Dd%20e%27%28%29%2A%7E%21&To=b`,
    'a form, non-ASCII': `${lead}Name=Zo%C3%AB+%E5%8C%97&To=b`,
    'an empty form': '',
  };
  const given = scheme.jsonField === undefined ? all : jsonForms(scheme.jsonField);
  return Object.fromEntries(Object.entries(given).map(([name, text]) => [name, Buffer.from(text)]));
}

function jsonForms(field: string): Readonly<Record<string, string>> {
  const form = (value: unknown): string => `${field}=${encodeURIComponent(JSON.stringify(value))}`;
  return { 'a form': form([DOCUMENT]), 'a form, non-ASCII': form([FOREIGN]) };
}

export function bodiesFor(subject: Subject, more: Json = {}): Named {
  return subject.covers === 'form' ? forms(subject) : documents(subject, more);
}

/** Other bodies than the signed one. A form may have its fields in another order, so it is changed in what they say. */
export function alterations({ covers }: Subject, body: Buffer): Named {
  if (covers === 'nothing') return {};
  if (covers === 'form') return alteredForms(body.toString());
  const flipped = Buffer.from(body);
  const middle = flipped.length >> 1;
  flipped[middle] = (flipped[middle] ?? 0) ^ 1;
  return {
    'a bit': flipped,
    'a blank behind it': Buffer.concat([body, Buffer.from(' ')]),
    'a line end behind it': Buffer.concat([body, Buffer.from('\n')]),
    'a byte less': body.subarray(0, -1),
    'a BOM before it': Buffer.concat([BOM, body]),
    'written again, spaced': Buffer.from(JSON.stringify(JSON.parse(body.toString()), undefined, 1)),
    nothing: Buffer.alloc(0),
  };
}

function alteredForms(form: string): Named {
  const all = {
    'a value': form.replace(/=[^&]*$/, '=changed'),
    'a field more': `${form}&More=1`,
    'a field less': form.replace(/&[^&]*$/, ''),
    'a name': form.replace(/&([^&=]*)=([^&]*)$/, '&$1x=$2'),
  };
  const altered = Object.entries(all).filter(([, text]) => text !== form);
  return Object.fromEntries(altered.map(([name, text]) => [name, Buffer.from(text)]));
}
