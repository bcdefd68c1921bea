/** The usual mistakes between a sender and a verifier, for each dimension, as variants to try. */
import { isUtf8 } from 'node:buffer';
import { piecesOf } from '../schemes/rules/template.js';
import type { Algorithm, Scheme } from '../schemes/spec.js';
import { asUrl } from '../model/as-url.js';

/** One way a value could have been when the signature was made; `asIs` is what the scheme says. */
export interface Variant<T> {
  readonly value: T;
  /** A closed word; `asIs` if nothing is different. */
  readonly cause: string;
  /** Completes "It matches when …". */
  readonly when: string;
}

export const AS_IS = 'asIs';

function asIs<T>(value: T): Variant<T> {
  return { value, cause: AS_IS, when: '' };
}

/** The key's bytes under other readings of the same secret text. */
export function keyVariants(text: string, current: Buffer | undefined): readonly Variant<Buffer>[] {
  const found: Variant<Buffer>[] = current ? [asIs(current)] : [];
  function add(cause: string, when: string, bytes: Buffer | undefined): void {
    if (bytes && bytes.length > 0 && !found.some(({ value }) => value.equals(bytes)))
      found.push({ value: bytes, cause, when });
  }
  const bare = text.replace(/^(?:v1,)?whsec_/, '');
  add('secret_is_text', 'the secret is used as text, not decoded', Buffer.from(text));
  add('secret_is_base64', 'the secret is decoded from base64', base64(bare));
  if (bare !== text)
    add('secret_prefix_stripped', 'the secret is used as text without its whsec_ prefix', Buffer.from(bare));
  else {
    add(
      'secret_prefix_kept',
      'the secret is used as text with a whsec_ prefix before it',
      Buffer.from(`whsec_${text}`),
    );
  }
  add(
    'secret_is_hex',
    'the secret is decoded from hex',
    /^(?:[0-9a-f]{2})+$/i.test(bare) ? Buffer.from(bare, 'hex') : undefined,
  );
  add('secret_has_blanks', 'blanks or a line end around the secret are dropped', Buffer.from(text.trim()));
  add(
    'secret_has_newline',
    'a line end is kept behind the secret (as a file or `echo` adds one)',
    Buffer.from(`${text}\n`),
  );
  return found;
}

function base64(text: string): Buffer | undefined {
  const plain = text.trim().replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  return /^[A-Za-z0-9+/]{8,}$/.test(plain) ? Buffer.from(plain, 'base64') : undefined;
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** The body's bytes as frameworks, editors and shells change them. */
export function bodyVariants(body: Buffer): readonly Variant<Buffer>[] {
  const found: Variant<Buffer>[] = [asIs(body)];
  function add(cause: string, when: string, bytes: Buffer | string | undefined): void {
    const value = bytes === undefined ? undefined : Buffer.from(bytes);
    if (value && !found.some((known) => known.value.equals(value))) found.push({ value, cause, when });
  }
  const text = isUtf8(body) ? body.toString('utf8') : undefined;
  if (text !== undefined) {
    add(
      'body_newline_added',
      'the line end behind the body is dropped (an editor or shell added it)',
      text.replace(/\r?\n$/, ''),
    );
    add(
      'body_newline_dropped',
      'a line end stands behind the body (something on the way dropped it)',
      `${text}\n`,
    );
    add('body_trimmed', 'blanks around the body are dropped', text.trim());
    add(
      'body_line_ends',
      'its line ends are LF (something on the way made them CRLF)',
      text.replaceAll('\r\n', '\n'),
    );
    add(
      'body_line_ends',
      'its line ends are CRLF (something on the way made them LF)',
      text.replace(/\r?\n/g, '\r\n'),
    );
    for (const [when, again] of reserialised(text)) add('body_reserialised', when, again);
  }
  const hasBom = body.subarray(0, 3).equals(BOM);
  add(
    'body_bom',
    hasBom ? 'the byte order mark is dropped' : 'a byte order mark stands before it',
    hasBom ? body.subarray(3) : Buffer.concat([BOM, body]),
  );
  add('body_not_utf8', 'its bytes are read as Latin-1 and written as UTF-8', body.toString('latin1'));
  add('body_empty', 'the body is empty (it was not read before verifying)', '');
  return found;
}

function reserialised(text: string): readonly (readonly [string, string])[] {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\u{feff}/u, ''));
  } catch {
    return [];
  }
  const compact = JSON.stringify(value);
  return [
    ['the body is re-serialised as JSON.stringify does', compact],
    ['the body is re-serialised with two blanks of indent', JSON.stringify(value, undefined, 2)],
    ['the body is re-serialised with four blanks of indent', JSON.stringify(value, undefined, 4)],
    ['the body is re-serialised as Python does, with a blank after : and ,', spaced(value)],
    ['the body is re-serialised with characters beyond ASCII escaped', escaped(compact)],
    ['the body is re-serialised with / escaped as \\/ (as PHP does)', compact.replaceAll('/', '\\/')],
  ];
}

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return escaped(JSON.stringify(value));
  return `{${Object.entries(value)
    .map(([key, member]) => `${escaped(JSON.stringify(key))}: ${spaced(member)}`)
    .join(', ')}}`;
}

function escaped(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const CONTENTS = [
  '{body}',
  '{time}.{body}',
  '{time}{body}',
  '{time}:{body}',
  '{time},{body}',
  '{id}.{time}.{body}',
  '{id}{time}{body}',
  'v0:{time}:{body}',
  'v1:{time}:{body}',
  '{body}{time}',
  '{body}.{time}',
  '{url}{body}',
  '{method}{url}{body}',
];

/** The signed content with and without time, with other separators and orders. */
export function contentVariants({ signature, time }: Scheme): readonly Variant<string>[] {
  const content = signature?.content ?? '';
  const found: Variant<string>[] = [asIs(content)];
  for (const value of new Set([...CONTENTS, ...reordered(content)])) {
    if (value !== content)
      found.push({
        value,
        cause: contentCause(content, value, time !== undefined),
        when: `the signed content is ${value} (the scheme says ${content})`,
      });
  }
  return found;
}

/** Of more values than these, every order with every separator would be tried for too long. */
const MOST_REORDERED = 4;
const SEPARATORS = ['', '.', ':', ',', '|', '-', '\n'];

/** The scheme's own values in every order, between its own texts and with one separator between all. */
function reordered(content: string): readonly string[] {
  const pieces = piecesOf(content);
  const values = pieces.flatMap((piece) => (piece.kind === 'value' ? [piece.written] : []));
  if (values.length < 2 || values.length > MOST_REORDERED) return [];
  return orders(values).flatMap((order) => {
    let next = 0;
    const between = pieces.map((piece) => (piece.kind === 'text' ? piece.text : order[next++])).join('');
    return [between, ...SEPARATORS.map((separator) => order.join(separator))];
  });
}

function orders(values: readonly string[]): readonly (readonly string[])[] {
  if (values.length < 2) return [values];
  return values.flatMap((first, at) =>
    orders([...values.slice(0, at), ...values.slice(at + 1)]).map((rest) => [first, ...rest]),
  );
}

function contentCause(said: string, tried: string, timed: boolean): string {
  if (timed && !tried.includes('{time}')) return 'content_without_time';
  return !said.includes('{time}') && tried.includes('{time}') ? 'content_with_time' : 'content_separator';
}

export function algorithmVariants(current: Algorithm): readonly Variant<Algorithm>[] {
  const others = (['hmac-sha256', 'hmac-sha1', 'hmac-sha512'] as const).filter(
    (algorithm) => algorithm !== current,
  );
  return [
    asIs(current),
    ...others.map((value) => ({
      value,
      cause: 'algorithm',
      when: `the algorithm is ${value} (the scheme says ${current})`,
    })),
  ];
}

/** The public URL as proxies and dashboards change it. */
export function urlVariants(url: string | undefined): readonly Variant<string | undefined>[] {
  const found: Variant<string | undefined>[] = [asIs(url)];
  if (url === undefined || !asUrl(url)) return found;
  const add = (when: string, value: string): void => {
    if (!found.some((known) => known.value === value))
      found.push({ value, cause: 'url', when: `the URL is ${when}` });
  };
  add('http instead of https', url.replace(/^https:/, 'http:'));
  add('https instead of http', url.replace(/^http:/, 'https:'));
  add('without its query', url.replace(/\?.*$/, ''));
  add('with a slash at the end', url.replace(/\/?$/, '/'));
  add('without the slash at the end', url.replace(/\/$/, ''));
  add('without its port', url.replace(/^(https?:\/\/[^/:]+):\d+/, '$1'));
  add(
    'with its default port',
    url.replace(
      /^(https?):\/\/([^/:]+)(?=\/|$)/,
      (_all, scheme: string, host: string) => `${scheme}://${host}:${scheme === 'https' ? 443 : 80}`,
    ),
  );
  return found;
}
