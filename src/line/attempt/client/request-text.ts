/** The head of a request, as text whose characters are its bytes (latin1). */

/** Names of headers that say where a request ends or what becomes of its connection are for this file alone. */
const NAME =
  /^(?!(?:host|connection|content-length|transfer-encoding|keep-alive|upgrade|expect|te|trailer)$)[!#$%&'*+.^_`|~0-9a-z-]+$/i;
/** Nothing that could end a line or a header block (RFC 9110, section 5.5). */
const UNSAFE_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const UNSAFE_TARGET = /[^\x21-\xff]/;
/** Methods that say nothing by a missing body (RFC 9110, section 8.6). */
const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE']);

/** How the lines begin of names that have been looked at: most requests have the same ones. */
const known = new Map<string, string>();
const MAX_KNOWN = 256;

export class UnsafeRequest extends Error {}

/**
 * Writes the head for a target, headers (names and values in turn) and the bytes of a body. It throws UnsafeRequest
 * rather than write what could be read as anything else.
 */
export type RequestText = (target: string, headers: readonly string[], bytes: number) => string;

/**
 * @param method in capitals
 * @param host as `Host` has it
 * @param fixed headers that each request begins with, names and values in turn
 */
export function createRequestText(method: string, host: string, fixed: readonly string[] = []): RequestText {
  const version = ` HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive`;
  const isBodiless = BODILESS.has(method);
  let begun: string | undefined;
  return (target, headers, bytes) => {
    if (!target.startsWith('/') || UNSAFE_TARGET.test(target)) throw new UnsafeRequest('target');
    begun ??= inOnePiece(version + linesOf(fixed, 0));
    const text = `${method} ${target}${begun}${linesOf(headers, fixed.length)}`;
    return bytes === 0 && isBodiless ? `${text}\r\n\r\n` : `${text}\r\ncontent-length: ${bytes}\r\n\r\n`;
  };
}

/** A text that was put together is kept as its parts, and each request would copy them one by one. */
function inOnePiece(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** Each with the end of the line before it in front. */
function linesOf(headers: readonly string[], from: number): string {
  let text = '';
  for (let i = from; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    const value = headers[i + 1] ?? '';
    // Neither may be told: a value may be a secret.
    if (UNSAFE_VALUE.test(value)) throw new UnsafeRequest('header');
    text += known.get(name) ?? beginningOf(name);
    text += value;
  }
  return text;
}

/** Of a header's line, with the end of the line in front. */
function beginningOf(name: string): string {
  if (!NAME.test(name)) throw new UnsafeRequest('header');
  const beginning = `\r\n${name}: `;
  if (known.size < MAX_KNOWN) known.set(name, beginning);
  return beginning;
}
