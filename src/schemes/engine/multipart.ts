/**
 * Forms in multipart (RFC 7578), read in one way or not at all: from the first byte to the last, every part with one name.
 * Files are parts like any other, but no values.
 */
import { isUtf8 } from 'node:buffer';

/** A field; its value is undefined if it is a file, coded, or no UTF-8. */
export type Field = readonly [name: string, value: string | undefined];

const TYPE = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))/i;

/** The usual limit of form parsers. */
const MOST_FIELDS = 1000;
const LONGEST_HEAD = 4096;

export function isMultipart(contentType: string): boolean {
  return /^multipart\/form-data\s*(?:;|$)/i.test(contentType);
}

/** @returns undefined if another reader could find other fields. */
export function multipartFields(contentType: string, body: Buffer): readonly Field[] | undefined {
  const match = TYPE.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) return undefined;
  const border = Buffer.from(`\r\n--${boundary}`, 'latin1');
  // The boundary is not signed, the body is: only its own first line can be one.
  let at = border.length - 2;
  if (!body.subarray(0, at).equals(border.subarray(2))) return undefined;
  const fields: Field[] = [];
  while (!endsAt(body, at)) {
    const end = body.indexOf(border, at);
    if (end < 0 || !isLineEnd(body, at) || fields.length === MOST_FIELDS) return undefined;
    const field = readPart(body.subarray(at + 2, end));
    if (!field) return undefined;
    fields.push(field);
    at = end + border.length;
  }
  return fields;
}

function isLineEnd(body: Buffer, at: number): boolean {
  return body[at] === 0x0d && body[at + 1] === 0x0a;
}

/** `--` behind the last boundary, perhaps with a line end, and nothing more. */
function endsAt(body: Buffer, at: number): boolean {
  const rest = body.subarray(at, at + 5).toString('latin1');
  return rest === '--' || rest === '--\r\n';
}

function readPart(part: Buffer): Field | undefined {
  const headEnd = part.indexOf('\r\n\r\n');
  if (headEnd < 0 || headEnd > LONGEST_HEAD) return undefined;
  const head = readHead(part.toString('latin1', 0, headEnd));
  if (!head) return undefined;
  const value = part.subarray(headEnd + 4);
  return [head.name, head.isValue && isUtf8(value) ? value.toString('utf8') : undefined];
}

const LINE = /^([A-Za-z][A-Za-z0-9-]*):([^\0\r\n]*)$/;
const PLAIN_CODINGS = ['7bit', '8bit', 'binary'];

function readHead(text: string): { readonly name: string; readonly isValue: boolean } | undefined {
  let disposition: string | undefined;
  let isValue = true;
  for (const line of text.split('\r\n')) {
    const [, name = '', value = ''] = LINE.exec(line) ?? [];
    if (name === '') return undefined;
    const lower = name.toLowerCase();
    if (lower === 'content-disposition') {
      if (disposition !== undefined) return undefined;
      disposition = value;
    } else if (lower === 'content-transfer-encoding' && !PLAIN_CODINGS.includes(value.trim().toLowerCase())) {
      isValue = false;
    }
  }
  const parameters = readDisposition(disposition ?? '');
  const name = parameters?.get('name');
  if (!parameters || name === undefined) return undefined;
  const isFile = parameters.has('filename') || parameters.has('filename*');
  return { name, isValue: isValue && !isFile };
}

const PARAMETER = /\s*;\s*([a-z][a-z0-9*-]*)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"\\]+))/iy;

/** @returns the parameters, each once; undefined if the name could be read in two ways. */
function readDisposition(text: string): ReadonlyMap<string, string> | undefined {
  const start = /^\s*form-data/i.exec(text)?.[0].length;
  if (start === undefined) return undefined;
  const found = new Map<string, string>();
  PARAMETER.lastIndex = start;
  let end = start;
  for (let match = PARAMETER.exec(text); match; match = PARAMETER.exec(text)) {
    const name = (match[1] ?? '').toLowerCase();
    if (found.has(name) || name === 'name*') return undefined;
    found.set(name, match[2] ?? match[3] ?? '');
    end = PARAMETER.lastIndex;
  }
  if (text.slice(end).trim() !== '') return undefined;
  const bytes = Buffer.from(found.get('name') ?? '', 'latin1');
  // Readers differ in whether a backslash or an escape in a name means anything.
  if (!isUtf8(bytes) || /[\\%]/.test(bytes.toString('latin1'))) return undefined;
  return found.has('name') ? found.set('name', bytes.toString('utf8')) : found;
}
