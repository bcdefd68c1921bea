/** Form bodies, as far as signatures need them: urlencoded pairs, and one field of either kind of form. */
import { isUtf8 } from 'node:buffer';

/**
 * @param contentType empty if there is none: a body that reads as a form is one then
 * @returns names and values decoded, in their order; undefined if the body is something else, or bytes or escapes in
 * it are no UTF-8 (they would all become U+FFFD, and different forms one), or there are more fields than any sender's
 */
export function formPairs(
  contentType: string,
  body: Buffer,
): readonly (readonly [string, string])[] | undefined {
  if (contentType === '' && !/^[^\s=&{}[\]"]+=/.test(body.toString('latin1', 0, 256))) return undefined;
  if (contentType !== '' && !/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(contentType))
    return undefined;
  const text = body.toString('utf8');
  if (!isUtf8(body) || text.split('&', MAX_FIELDS + 1).length > MAX_FIELDS || !hasSoundEscapes(text))
    return undefined;
  // Behind an ampersand a leading question mark is part of the first name.
  return [...new URLSearchParams(`&${text}`)];
}

/** Sorting more of them is work for nothing: the usual limit of form parsers. */
const MAX_FIELDS = 1000;

function hasSoundEscapes(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** @returns the field's text; undefined if it is missing or there twice (then nothing says which one counts). */
export function formField(contentType: string, body: Buffer, name: string): string | undefined {
  const pairs = formPairs(contentType, body) ?? multipartPairs(contentType, body);
  const found = pairs?.filter(([field]) => field === name) ?? [];
  return found.length === 1 ? found[0]?.[1] : undefined;
}

const BOUNDARY = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i;

/** RFC 7578, without files' contents in mind: small bodies, already in memory. */
function multipartPairs(
  contentType: string,
  body: Buffer,
): readonly (readonly [string, string])[] | undefined {
  const match = BOUNDARY.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) return undefined;
  const parts = `\r\n${body.toString('utf8')}`.split(`\r\n--${boundary}`);
  const pairs: (readonly [string, string])[] = [];
  for (const part of parts.slice(1, -1)) {
    const headEnd = part.indexOf('\r\n\r\n');
    const name = headEnd < 0 ? undefined : partName(part.slice(0, headEnd));
    if (name !== undefined) pairs.push([name, part.slice(headEnd + 4)]);
  }
  return pairs;
}

/** Line by line, each looked at once: the head is a stranger's text of any length. */
function partName(head: string): string | undefined {
  const line = head.split('\r\n').find((one) => /^content-disposition:/i.test(one));
  return line && /[:;\s]name="([^"]*)"/i.exec(line)?.[1];
}
