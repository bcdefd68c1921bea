/** The head of a request, as text whose characters are its bytes (latin1). */

/** Names of headers that say where a request ends or what becomes of its connection are for this file alone. */
const NAME =
  /^(?!(?:host|connection|content-length|transfer-encoding|keep-alive|upgrade|expect|te|trailer)$)[!#$%&'*+.^_`|~0-9a-z-]+$/i;
/** Nothing that could end a line or a header block (RFC 9110, section 5.5). */
const UNSAFE_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const UNSAFE_TARGET = /[^\x21-\xff]/;
/** Methods that say nothing by a missing body (RFC 9110, section 8.6). */
const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE']);

/** Names that have been looked at: most requests have the same ones. */
const known = new Set<string>();
const MAX_KNOWN = 256;

export class UnsafeRequest extends Error {}

/**
 * @param method in capitals
 * @param host as `Host` has it
 * @returns writes the head for a target, headers (names and values in turn) and the bytes of a body.
 * It throws UnsafeRequest rather than write what could be read as anything else
 */
export function createRequestText(
  method: string,
  host: string,
): (target: string, headers: readonly string[], bytes: number) => string {
  const fixed = ` HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n`;
  const isBodiless = BODILESS.has(method);
  return (target, headers, bytes) => {
    if (!target.startsWith('/') || UNSAFE_TARGET.test(target)) throw new UnsafeRequest('target');
    let text = `${method} ${target}${fixed}`;
    for (let i = 0; i + 1 < headers.length; i += 2) {
      const name = headers[i] ?? '';
      const value = headers[i + 1] ?? '';
      // Neither may be told: a value may be a secret.
      if (!isName(name) || UNSAFE_VALUE.test(value)) throw new UnsafeRequest('header');
      text += `${name}: ${value}\r\n`;
    }
    return bytes === 0 && isBodiless ? `${text}\r\n` : `${text}content-length: ${bytes}\r\n\r\n`;
  };
}

function isName(name: string): boolean {
  if (known.has(name)) return true;
  if (!NAME.test(name)) return false;
  if (known.size < MAX_KNOWN) known.add(name);
  return true;
}
