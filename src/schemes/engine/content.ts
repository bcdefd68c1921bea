/**
 * The content template of a scheme (`{id}.{time}.{body}`): parsed once, fed piece by piece to whoever makes a hash of it.
 */
import { bodyDigestReader } from './body-digest.js';
import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { REPEATED, headerOf } from './headers.js';
import { scalarOf, type SignedInput } from './input.js';
import { withoutQuoted } from '../rules/template.js';
import { byName, byNameAndValue, parameterOf, sortedQuery, withSortedQuery } from './sorted-query.js';

/** Reads a value; undefined if it is missing, null if it is there but cannot be read without doubt. */
type Read = (input: SignedInput, secret: Buffer | undefined) => string | Buffer | undefined | null;

export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'body' | 'id' | 'time' }
  | { readonly kind: 'value'; readonly read: Read; readonly optional: boolean };

interface Sink {
  update(text: string, encoding: 'latin1'): unknown;
  update(bytes: Buffer): unknown;
}

/** @throws TypeError naming a placeholder the language does not have. */
export function parseContent(template: string): readonly Part[] {
  const parts: Part[] = [];
  for (const piece of template.split(/(\{[^{}]*\})/)) {
    if (piece === '') continue;
    if (!isPlaceholder(piece)) {
      parts.push({ kind: 'text', text: literal(piece) });
      continue;
    }
    const name = piece.slice(1, -1);
    if (name === 'body' || name === 'id' || name === 'time') parts.push({ kind: name });
    else parts.push(valuePart(name));
  }
  return parts;
}

/** A literal brace is written twice. */
function literal(text: string): string {
  return text.replace(/\{\{|\}\}/g, (pair) => pair.charAt(0));
}

function isPlaceholder(piece: string): boolean {
  return /^\{[^{}]*\}$/.test(piece);
}

function valuePart(placeholder: string): Part {
  const optional = placeholder.endsWith('?');
  const [name = '', ...rest] = (optional ? placeholder.slice(0, -1) : placeholder).split(':');
  const argument = rest.join(':');
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  const read = reader?.(argument);
  if (!read) throw new TypeError(`the content template has no placeholder {${placeholder}}`);
  return { kind: 'value', read, optional };
}

/** What may stand in braces, besides `body`, `id` and `time`. Each takes what follows the colon. */
const READERS: Readonly<Record<string, (argument: string) => Read | undefined>> = {
  body: (how) => {
    if (how === 'quoted') return ({ body }) => quotedBody(body);
    return how === 'canonical' ? ({ canonical }) => canonical ?? null : undefined;
  },
  entry: (argument) => {
    const name = withoutQuoted(argument);
    const isQuoted = name !== argument;
    return named(name, ({ entries }) => {
      const value = Object.hasOwn(entries, name) ? entries[name] : undefined;
      return value !== undefined && isQuoted ? JSON.stringify(value) : value;
    });
  },
  members: (pointer) => (pointer.startsWith('/') ? (input) => input.members(pointer) : undefined),
  md5: (how) => bodyDigestReader('md5', how),
  header: (name) => named(name, (input) => headerBytes(input, name.toLowerCase())),
  headers: (what) => {
    if (what === '') return ({ listed }) => listed && Buffer.from(listed.text, 'latin1');
    return what === 'names' ? ({ listed }) => listed?.names : undefined;
  },
  query: (name) => {
    if (name === 'sorted') return ({ url }) => (url === undefined ? undefined : sortedQuery(url));
    return named(parameterOf(name), (input) => queryValue(input.url, name));
  },
  field: (name) => named(name, (input) => input.field(name)),
  json: (pointer) => (pointer.startsWith('/') ? (input) => jsonScalar(input.at(pointer)) : undefined),
  method: (none) => bare(none, (input) => input.method),
  path: (how) => {
    if (how === '') return ({ url }) => (url === undefined ? undefined : new URL(url).pathname);
    return how === 'escaped' ? ({ url }) => (url === undefined ? undefined : escapedPath(url)) : undefined;
  },
  form: (how) => {
    const reading = FORMS[how];
    return reading && ((input) => sortedForm(input, reading));
  },
  sha1: (how) => bodyDigestReader('sha1', how),
  sha256: (how) => bodyDigestReader('sha256', how),
  sha384: (how) => bodyDigestReader('sha384', how),
  sha512: (how) => bodyDigestReader('sha512', how),
  crc32: (what) => (what === 'body' ? ({ body }) => String(crc32(body)) : undefined),
  lines: (list) => linesOf(list),
  // Filled in before, for a route; whoever has no owner has nothing that is signed.
  owner: (name) => named(name, () => undefined),
  secret: (none) => bare(none, (_input, secret) => secret),
  url: (form) => {
    if (form === '') return ({ url }) => url;
    if (form === 'base') return ({ url }) => url && withoutQuery(url);
    if (form === 'sorted') return sortedUrl;
    return form === 'decoded' ? ({ url }) => (url === undefined ? undefined : decodeSome(url)) : undefined;
  },
};

/** What is signed as a text of a JSON document. */
function quotedBody(body: Buffer): string | null {
  return isUtf8(body) ? JSON.stringify(body.toString('utf8')) : null;
}

/** As Plivo joins URL and form: the query in order, and before a form `.`, or `?` where there is no query. */
function sortedUrl({ url, form = [] }: SignedInput): string | undefined | null {
  if (url === undefined) return undefined;
  const query = sortedQuery(url);
  if (query === null) return null;
  const whole = query === '' ? withoutQuery(url) : `${withoutQuery(url)}?${query}`;
  if (form.length === 0) return whole;
  return whole + (query === '' ? '?' : '.');
}

/**
 * Members of the document that are there, each as its name and its value with a line feed behind them. Only the first
 * may hold a line feed: read from the end, the text has one reading.
 */
function linesOf(list: string): Read | undefined {
  const members = list.split(',').map((one) => ({
    pointer: one.replace(/\?$/, ''),
    name: /^\/([A-Za-z0-9_]+)\??$/.exec(one)?.[1],
    optional: one.endsWith('?'),
  }));
  if (members.some(({ name }) => name === undefined)) return undefined;
  return (input) => {
    let text = '';
    for (const [at, { pointer, name = '', optional }] of members.entries()) {
      const value = jsonScalar(input.at(pointer));
      if (value === undefined && optional) continue;
      if (value === null || value === undefined || (at > 0 && value.includes('\n'))) return null;
      text += `${name}\n${value}\n`;
    }
    return text;
  };
}

function named(name: string, read: Read): Read | undefined {
  return name === '' ? undefined : read;
}

function bare(argument: string, read: Read): Read | undefined {
  return argument === '' ? read : undefined;
}

/** Header text is latin1, as on the wire. */
function headerBytes({ rawHeaders }: SignedInput, name: string): Buffer | undefined | null {
  const value = headerOf(rawHeaders, name);
  if (value === REPEATED) return null;
  return value === undefined ? undefined : Buffer.from(value, 'latin1');
}

/** @param argument a parameter's name, perhaps with `|lower` */
function queryValue(url: string | undefined, argument: string): string | undefined | null {
  if (url === undefined) return undefined;
  const name = parameterOf(argument);
  const values = new URL(url).searchParams.getAll(name);
  if (values.length > 1) return null;
  return name === argument ? values[0] : values[0]?.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** JSON's null says as little as no member. */
function jsonScalar(value: unknown): string | undefined | null {
  return (value ?? undefined) === undefined ? undefined : (scalarOf(value) ?? null);
}

/** In what order a name's values stand if it comes again: `sorted`, `distinct` (equal ones once), or `given`. */
export type FormReading = 'sorted' | 'distinct' | 'given';

const FORMS: Readonly<Record<string, FormReading>> = { '': 'sorted', distinct: 'distinct', given: 'given' };

/** How a template reads a form; undefined if it signs none. */
export function formReadingOf(template: string | undefined): FormReading | undefined {
  if (template?.includes('{form') !== true) return undefined;
  const [, how = ''] = /\{form(?::(\w+))?\??\}/.exec(template) ?? [undefined, 'none'];
  return FORMS[how];
}

/**
 * The text a form is signed as: each name with its value, in order of the names, then of the values.
 * @returns undefined if a body that is not empty is no form.
 */
export function sortedForm({ form, body }: SignedInput, reading: FormReading = 'sorted'): string | undefined {
  if (!form && body.length > 0) return undefined;
  const pairs = [...(form ?? [])].sort(reading === 'given' ? byName : byNameAndValue);
  const counted = reading === 'distinct' ? pairs.filter((pair, at) => !isSame(pair, pairs[at - 1])) : pairs;
  return counted.map(([name, value]) => name + value).join('');
}

type Field = readonly [name: string, value: string];

function isSame([name, value]: Field, other: Field | undefined): boolean {
  return other !== undefined && other[0] === name && other[1] === value;
}

/** As much of the URL as the template signs: what it leaves out, anyone can write anew. A token names the whole of it. */
export function signedUrlText(template: string | undefined, url: string): string {
  if (template === undefined || template.includes('{url}')) return url;
  if (template.includes('{url:decoded}')) return decodeSome(url);
  if (template.includes('{path:escaped}')) return url;
  if (/\{(?:url|query):sorted\}/.test(template)) return withSortedQuery(url);
  const queries = template.matchAll(/\{query:([^{}?]+)\??\}/g);
  const values = Array.from(queries, ([, name = '']) => queryValue(url, name) ?? null);
  return values.length === 0 ? withoutQuery(url) : JSON.stringify([withoutQuery(url), ...values]);
}

/** As Contentful's own library does: the path and the query as they stand in the URL, escaped again. */
function escapedPath(url: string): string {
  const { pathname, search } = new URL(url);
  const query = search === '' ? '' : `?${encodeURI(encodeURIComponent(search.slice(1)))}`;
  return encodeURI(pathname) + query;
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

/** The escapes that some providers undo before they sign: those of characters a URI may hold as they are. */
function decodeSome(url: string): string {
  return url.replace(/%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (escape) => decodeURIComponent(escape));
}

/**
 * Feeds the signed content to whoever makes a hash of it, piece by piece: two updates for the usual templates.
 * @returns false if a value that is part of the content is missing: then nothing may be compared.
 */
export function feedContent(
  parts: readonly Part[],
  input: SignedInput,
  sink: Sink,
  secret?: Buffer,
): boolean {
  let text = '';
  for (const part of parts) {
    switch (part.kind) {
      case 'text':
        text += part.text;
        break;
      case 'id':
        text += input.id;
        break;
      case 'time':
        text += input.time;
        break;
      case 'body':
        if (text !== '') sink.update(text, 'latin1');
        text = '';
        sink.update(input.body);
        break;
      case 'value': {
        const value = part.read(input, secret);
        if (value === null || (value === undefined && !part.optional)) return false;
        if (text !== '') sink.update(text, 'latin1');
        text = '';
        if (value !== undefined) sink.update(Buffer.from(value));
      }
    }
  }
  if (text !== '') sink.update(text, 'latin1');
  return true;
}

/** The signed content in one piece, for algorithms that cannot be fed. */
export function joinContent(parts: readonly Part[], input: SignedInput, secret?: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  const sink = {
    update(chunk: string | Buffer): void {
      chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk);
    },
  };
  return feedContent(parts, input, sink, secret) ? Buffer.concat(chunks) : undefined;
}
