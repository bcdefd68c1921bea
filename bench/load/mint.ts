/**
 * Genuine deliveries, signed before the load begins, each one new: a body of the wanted size, like every other but for
 * a number in its last bytes. The hash of what they share is computed once, so a mint costs the same for any size.
 */
import { createHash, randomBytes, type Hash } from 'node:crypto';
import { SOURCE_HEADER, SOURCE_SECRET } from '../secrets.js';

/** A request's bytes, in pieces that are written together. */
export type Wire = readonly Buffer[];

export interface MintOptions {
  readonly bytes: number;
  readonly paths: readonly string[];
}

export interface Mint {
  next(): Wire;
  /** The same delivery with a signature that does not fit. */
  forge(): Wire;
}

/** Up to here one buffer is cheaper to write than three. */
const JOINED_UP_TO = 8_192;

export function createMint({ bytes, paths }: MintOptions): Mint {
  const token = randomBytes(6).toString('hex');
  const tailBytes = tailOf(token, 0).length;
  const shared = sharedBody(bytes - tailBytes);
  const sign = createSigner(SOURCE_SECRET, shared);
  let count = 0;

  function make(forged: boolean): Wire {
    const tail = tailOf(token, count);
    const digest = sign(tail);
    const signature = forged ? `${digest.slice(0, -1)}${digest.endsWith('0') ? '1' : '0'}` : digest;
    const head = Buffer.from(
      [
        `POST ${paths[count++ % paths.length] ?? '/'} HTTP/1.1`,
        'Host: gateway.example.com',
        'User-Agent: ActuallyCare-Webhooks/1.0',
        'Content-Type: application/json',
        `${SOURCE_HEADER}: sha256=${signature}`,
        'X-Webhook-Event: lead.created',
        'X-Webhook-Timestamp: 2026-01-01T12:00:00.000Z',
        `Content-Length: ${shared.length + tail.length}`,
        '\r\n',
      ].join('\r\n'),
    );
    const pieces = [head, shared, tail];
    return bytes <= JOINED_UP_TO ? [Buffer.concat(pieces)] : pieces;
  }

  return { next: () => make(false), forge: () => make(true) };
}

function tailOf(token: string, count: number): Buffer {
  return Buffer.from(`],"delivery":"${token}-${String(count).padStart(9, '0')}"}}`);
}

/** A body as providers send it: an envelope, and as many records as fit, the last one filled up to the byte. */
function sharedBody(bytes: number): Buffer {
  let text = '{"event":"lead.created","timestamp":"2026-01-01T12:00:00.000Z","data":{"leads":[';
  for (let number = 0; text.length + lead(number, '').length + 1 <= bytes; number++) {
    const next = `${number === 0 ? '' : ','}${lead(number, '')}`;
    const room = bytes - text.length - next.length;
    text +=
      room > lead(number + 1, '').length
        ? next
        : `${number === 0 ? '' : ','}${lead(number, '.'.repeat(room))}`;
  }
  const body = Buffer.from(text);
  if (body.length !== bytes) throw new RangeError(`a body of ${bytes} bytes is too small to be plausible`);
  return body;
}

function lead(number: number, note: string): string {
  return JSON.stringify({
    id: `lead_${String(number).padStart(8, '0')}`,
    first_name: 'Ada',
    last_name: 'Lovelace',
    email: 'ada.lovelace@example.com',
    phone: '+15555550123',
    status: 'new',
    score: 72.5,
    consent: true,
    address: { street: '12 Analytical Way', city: 'London', postcode: 'N1 9GU' },
    tags: ['web', 'referral'],
    note,
  });
}

/** HMAC-SHA-256 over what all bodies begin with and a tail of each one's own. */
function createSigner(secret: string, shared: Buffer): (tail: Buffer) => string {
  const inner = padded(secret, 0x36).update(shared);
  const outer = padded(secret, 0x5c);
  return (tail) => outer.copy().update(inner.copy().update(tail).digest()).digest('hex');
}

function padded(secret: string, pad: number): Hash {
  const block = Buffer.alloc(64);
  block.write(secret);
  return createHash('sha256').update(block.map((byte) => byte ^ pad));
}
