/** The body of `POST /api/routes/:name/translate`: a delivery that somebody pastes. */
import type { PastedDelivery } from '../../../operate/translations.js';
import { MESSAGE_ID } from '../../../schemes/engine/presentation.js';
import type { Body } from '../body.js';
import { Problem } from '../problem.js';

export const PASTED_MEMBERS = ['body', 'bodyEncoding', 'headers', 'event', 'id', 'destination'] as const;
/** Of one delivery, as on the public port. */
export const MAX_HEADERS = 100;

export interface Pasted {
  readonly delivery: PastedDelivery;
  /** This one alone; undefined: all of the route. */
  readonly destination: string | undefined;
}

/** @throws Problem */
export function readPasted(body: Body): Pasted {
  const event = body.get('event');
  const id = body.get('id');
  const destination = body.get('destination');
  return {
    delivery: {
      body: bytesOf(body.get('body'), body.get('bodyEncoding') ?? 'utf8'),
      headers: headersOf(body.get('headers') ?? {}),
      ...(event !== undefined && { event: line(event, 'event') }),
      ...(id !== undefined && { id: messageId(id) }),
    },
    destination: destination === undefined ? undefined : line(destination, 'destination'),
  };
}

function bytesOf(text: unknown, encoding: unknown): Buffer {
  if (typeof text !== 'string') throw invalid('body: a text, which may be empty');
  if (encoding === 'base64') return decoded(text);
  if (encoding !== 'utf8') throw invalid('bodyEncoding: utf8 or base64');
  if (!text.isWellFormed()) throw invalid('body: half of a character; give such bytes as base64');
  return Buffer.from(text, 'utf8');
}

/** Node's decoder skips what it does not understand. */
function decoded(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') === text) return bytes;
  throw invalid('body: not base64 (A-Z a-z 0-9 + / in fours, with = at the end only)');
}

function headersOf(given: unknown): Readonly<Record<string, string>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw invalid('headers: an object of names and values');
  const headers = Object.entries(given);
  if (headers.length > MAX_HEADERS) throw invalid(`headers: at most ${MAX_HEADERS}`);
  return Object.fromEntries(headers.map(([name, value]) => [headerName(name), headerValue(value)]));
}

function headerName(name: string): string {
  if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return name;
  throw invalid(`headers: ${JSON.stringify(name.slice(0, 64))} is no name of a header`);
}

/** A value is not told again: it may be a credential. */
function headerValue(value: unknown): string {
  if (typeof value === 'string' && isLine(value)) return value;
  throw invalid('headers: each value is a text of one line without control characters');
}

function line(value: unknown, member: string): string {
  if (typeof value === 'string' && value !== '' && isLine(value)) return value;
  throw invalid(`${member}: a text of one line that is not empty`);
}

function isLine(text: string): boolean {
  return text.isWellFormed() && !/[\0-\x08\x0a-\x1f\x7f]/.test(text);
}

function messageId(value: unknown): string {
  if (typeof value === 'string' && MESSAGE_ID.test(value)) return value;
  throw invalid('id: printable ASCII without ".", "," and blanks, at most 256 characters');
}

function invalid(detail: string): Problem {
  return new Problem('invalid_body', detail);
}
