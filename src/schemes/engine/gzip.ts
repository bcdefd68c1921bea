/**
 * gzip (RFC 1952) as a provider sends it: one member and nothing behind it. What it says of its own size bounds what it
 * takes, and what inflates to another size is refused.
 */
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';

/** The most bytes that one compressed byte may come to. */
const MOST_RATIO = 100;

export type GzipFault = 'gzip_unreadable' | 'inflated';

/** A gzip body, opened and not inflated yet. */
export interface Gzip {
  /** The most bytes that it may inflate to: by its own word, or by the limit where that is lower. */
  readonly size: number;
  /** What it is if there are more. */
  readonly beyond: GzipFault;
  readonly deflated: Buffer;
  readonly checksum: number;
}

export function isGzip(body: Buffer): boolean {
  return body[0] === 0x1f && body[1] === 0x8b;
}

/**
 * @param most bytes that it may inflate to
 * @returns undefined for what is no gzip
 */
export function openGzip(body: Buffer, most: number): Gzip | undefined {
  const begin = endOfHeader(body);
  const end = body.length - 8;
  if (begin === undefined || end <= begin) return undefined;
  const told = body.readUInt32LE(end + 4);
  const limit = Math.min(most, body.length * MOST_RATIO);
  return {
    size: Math.min(told, limit),
    // Cut off or with something behind it, its word of its size is no word: whether it is too large shows on the way.
    beyond: told > limit ? 'inflated' : 'gzip_unreadable',
    deflated: body.subarray(begin, end),
    checksum: body.readUInt32LE(end),
  };
}

const DEFLATE = 8;
const FLAG = { checksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;

/** @returns where the deflated bytes begin */
function endOfHeader(body: Buffer): number | undefined {
  if (body.length < 18 || !isGzip(body) || body[2] !== DEFLATE) return undefined;
  const flags = body[3] ?? 0;
  if (flags & FLAG.reserved) return undefined;
  let at = 10;
  if (flags & FLAG.extra) at += 2 + (body[at] ?? 0) + 256 * (body[at + 1] ?? 0);
  for (const text of [FLAG.name, FLAG.comment]) {
    if (!(flags & text)) continue;
    const end = body.indexOf(0, at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  return flags & FLAG.checksum ? at + 2 : at;
}

/** At once: for a body whose sender is known, or of which few come. */
export function inflateSync({ size, beyond, deflated, checksum }: Gzip): Buffer | GzipFault {
  try {
    const { buffer, engine } = inflateRawSync(deflated, {
      info: true,
      maxOutputLength: Math.max(size, 1),
    }) as unknown as Inflated;
    return isWhole(engine.bytesWritten, deflated, buffer, size, checksum) ? buffer : 'gzip_unreadable';
  } catch (error) {
    return isTooLong(error) ? beyond : 'gzip_unreadable';
  }
}

/** As node gives it with `info`. */
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function isTooLong(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

/** @param read of the deflated bytes, up to the end that they have by themselves */
function isWhole(read: number, deflated: Buffer, plain: Buffer, size: number, checksum: number): boolean {
  return read === deflated.length && plain.length === size && crc32(plain) === checksum;
}

/** On another thread, ended at the first byte too many. */
export function inflate({ size, beyond, deflated, checksum }: Gzip): Promise<Buffer | GzipFault> {
  return new Promise((resolve) => {
    const plain = Buffer.allocUnsafe(size);
    const inflating = createInflateRaw();
    let length = 0;
    function over(result: Buffer | GzipFault): void {
      inflating.destroy();
      resolve(result);
    }
    inflating.on('data', (chunk: Buffer) => {
      if (length + chunk.length > size) over(beyond);
      else length += chunk.copy(plain, length);
    });
    inflating.on('error', () => {
      over('gzip_unreadable');
    });
    inflating.on('end', () => {
      const came = plain.subarray(0, length);
      const whole = isWhole(inflating.bytesWritten, deflated, came, size, checksum);
      over(whole ? plain : 'gzip_unreadable');
    });
    inflating.end(deflated);
  });
}
