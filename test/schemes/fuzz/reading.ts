/** What the gateway takes a verified delivery for, as far as its signature speaks for it. */
import { createLabelReader } from '../../../src/schemes/engine/labels.js';
import { readEvent, readIdentity, readPointer, readSourceId } from '../../../src/schemes/engine/read.js';
import { namesIn, piecesOf, signsUrl } from '../../../src/schemes/rules/template.js';
import type { Scheme } from '../../../src/schemes/spec.js';
import type { Verified } from '../../../src/schemes/engine/verify.js';
import { valueAt, type Json } from '../documents.js';
import type { Subject } from '../subject.js';
import { linesOf } from './step.js';

export type Reading = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What HubSpot and its like undo before they sign. */
const DECODED = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

const sameForAll = (): string => '0';

/** Everything that an altered request must not change. */
export function readingOf(subject: Subject, verified: Verified): Reading {
  const { scheme, covers, signature } = subject;
  return {
    id: verified.signedId,
    time: String(verified.signedAt),
    secret: String(verified.secretIndex),
    method: namesIn(signature.content).has('method') ? verified.delivery.method : undefined,
    url: urlOf(scheme, verified),
    ...headersOf(subject, verified),
    ...(covers === 'bytes' && { body: verified.delivery.body.toString('latin1') }),
    ...(covers === 'meaning' && { json: verified.canonicalText }),
    ...(covers === 'form' && { form: formOf(subject, verified) }),
    ...(covers === 'fields' && signature.each === undefined && membersOf(subject, verified)),
    ...fieldsOf(subject, verified),
    identity: readIdentity(signedIdentity(subject), verified, 'default', sameForAll),
    // Beside a form's fields, the document's name is a field like any other.
    ...((covers === 'bytes' || covers === 'meaning') && {
      event: signedEvent(scheme, verified),
      sourceId: signedSourceId(scheme, verified),
    }),
  };
}

/** Without the parts that rest on what nobody signs: a label, or a body that the scheme says is not proven. */
function signedIdentity({ scheme, covers, signature }: Subject): Scheme {
  const isLabel = createLabelReader(scheme, false) !== undefined;
  const provesBody = ['bytes', 'form', 'meaning'].includes(covers);
  const identity = scheme.identity.filter((part) => {
    if (part === 'event' || part === 'sourceId') return !isLabel && provesBody;
    if (part === 'signed') return signature.each === undefined;
    if (part === 'id') return provesBody || scheme.idHeader !== undefined;
    return part !== 'body' || provesBody;
  });
  return { ...scheme, identity };
}

function urlOf(scheme: Scheme, verified: Verified): string | undefined {
  if (!signsUrl(scheme) || verified.url === undefined) return undefined;
  const pieces = piecesOf(scheme.signature?.content ?? '');
  if (/\{(?:url|query):sorted\}/.test(scheme.signature?.content ?? '')) return sortedUrlOf(verified.url);
  if (scheme.signature?.jwt || pieces.some((piece) => piece.kind === 'value' && piece.name === 'url')) {
    if (scheme.signature?.content?.includes('{url:base}')) return verified.url.split('?')[0];
    return scheme.signature?.content?.includes('{url:decoded}')
      ? verified.url.replace(DECODED, (escape) => decodeURIComponent(escape))
      : verified.url;
  }
  const query = new URL(verified.url).searchParams;
  return pieces
    .map((piece) =>
      piece.kind === 'value' && piece.name === 'query' ? readParameter(query, piece.argument) : '',
    )
    .join('\n');
}

function readParameter(query: URLSearchParams, argument: string): string {
  const [name = '', how] = argument.split('|');
  const value = query.get(name) ?? '';
  return how === 'lower' ? value.toLowerCase() : value;
}

/** A query in another order is the same one. */
function sortedUrlOf(url: string): string {
  const pairs = [...new URL(url).searchParams].map((pair) => JSON.stringify(pair));
  return [url.split('?')[0], ...pairs.sort()].join('\n');
}

function headersOf({ signature }: Subject, { delivery }: Verified): Reading {
  const named = (signature.content ?? '').matchAll(/\{header:([^}?]+)\??\}/g);
  const listed = signature.headerList?.required ?? [];
  const lines = linesOf({ method: '', url: '', headers: delivery.rawHeaders, body: delivery.body });
  return Object.fromEntries(
    [...Array.from(named, ([, name = '']) => name), ...listed].map((name) => [
      `header ${name}`,
      lines
        .filter(([own]) => own.toLowerCase() === name.toLowerCase())
        .map(([, value]) => value)
        .filter(Boolean),
    ]),
  );
}

function formOf({ signature }: Subject, verified: Verified): string {
  const [, how] = /\{form:(distinct|given)/.exec(signature.content ?? '') ?? [];
  return (
    verified.formText((how ?? 'sorted') as 'distinct' | 'given' | 'sorted') ??
    verified.delivery.body.toString('latin1')
  );
}

function membersOf({ signature }: Subject, verified: Verified): Reading {
  const named = (signature.content ?? '').matchAll(/\{json:([^}?]+)\??\}/g);
  const objects = (signature.content ?? '').matchAll(/\{members:([^}]+)\}/g);
  const members: (readonly [string, string])[] = [
    ...Array.from(named, ([, at = '']) => [`member ${at}`, verified.scalarAt(at) ?? ''] as const),
    ...Array.from(objects, ([, at = '']) => [`object ${at}`, objectIn(verified, at)] as const),
  ];
  return Object.fromEntries(members);
}

/** Of all its members, as a reader of the body has them. */
function objectIn({ delivery }: Verified, pointer: string): string {
  const object = valueAt(JSON.parse(delivery.body.toString()), pointer) as Json;
  const members = Object.entries(object).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value).replace('null', ''),
  ]);
  return JSON.stringify(members.sort());
}

function fieldsOf({ signature }: Subject, verified: Verified): Reading {
  const named = (signature.content ?? '').matchAll(/\{field:([^}?]+)\??\}/g);
  return Object.fromEntries(
    Array.from(named, ([, name = '']) => [`field ${name}`, verified.fieldAt(name) ?? '']),
  );
}

function signedEvent({ event = [] }: Scheme, verified: Verified): string | undefined {
  const inBody = event.filter((place) => 'json' in place);
  return readEvent({ event: inBody } as unknown as Scheme, verified);
}

function signedSourceId(scheme: Scheme, verified: Verified): string | undefined {
  return scheme.sourceId && 'json' in scheme.sourceId ? readSourceId(scheme, verified) : undefined;
}

/** The items of a list that each have a signature of their own: any of them may be sent again, and no other. */
export function itemsOf({ signature, scheme }: Subject, verified: Verified): readonly string[] {
  const { each, json = '', content = '' } = signature;
  if (each === undefined) return [];
  const pointers = Array.from(content.matchAll(/\{json:([^}?]+)\??\}/g), ([, pointer = '']) => pointer);
  const items: string[] = [];
  while (readPointer(verified, `${each}/${items.length}${json}`) !== undefined) {
    const item = `${each}/${items.length}`;
    items.push(
      JSON.stringify(
        pointers
          .filter((pointer) => pointer !== scheme.time?.json)
          .map((pointer) => verified.scalarAt(item + pointer) ?? ''),
      ),
    );
  }
  return items;
}
