/** Heads of requests by a seed: most of them plain, many of them nearly so. */

/** A whole number from 0 up to, not including, `below`. */
export type Pick = (below: number) => number;

/** Mulberry32: fast, and the same everywhere. */
export function createPick(seed: number): Pick {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((((t ^ (t >>> 14)) >>> 0) * below) / 4_294_967_296) | 0;
  };
}

const TARGETS = [
  '/',
  '/a',
  '/hooks/github',
  '/a?x=1&y=%20z',
  '/a/b//c;d=e,f',
  '/%41?/../@:',
  '//x/y',
  "/~a_b-c.d!$&'()*+",
];
const HOSTS = ['x', 'gateway.example.com', 'localhost:8080', '127.0.0.1', '[::1]:80', 'a_b.c-d'];
const NAMES = [
  ...['User-Agent', 'Accept', 'Content-Type', 'X-Hub-Signature-256', 'webhook-id', 'webhook-timestamp'],
  ...['Webhook-Signature', 'X-Forwarded-For', 'Accept-Encoding', 'traceparent', 'Stripe-Signature', 'Cookie'],
  ...[
    'Authorization',
    'TE',
    'Trailer',
    'Keep-Alive',
    'X',
    "a!#$%&'*+-.^_`|~9",
    'Content-Encoding',
    'Via',
    'Date',
  ],
  ...[
    'HTTP2-Settings',
    'Host2',
    'Content-Lengt',
    'Content-Length2',
    'Connectio',
    'Range',
    'Referer',
    'Origin',
  ],
];
const VALUES = [
  ...[
    '',
    '*/*',
    'application/json',
    'application/x-www-form-urlencoded; charset=utf-8',
    'a b  c',
    '1700000000',
  ],
  ...['sha256=d57c68ca6f92289e6987922ff26938930f6e66a2d161ef06abdf1859230aa23c', 'trailers', 'gzip, deflate'],
  ...[
    'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
    '"quoted \\" text"',
    '(comment)',
    'a:b:c',
    ':',
    '{}',
    '~',
  ],
  ...['close', 'keep-alive', 'chunked', '100-continue', 'x'.repeat(200)],
];
const CONNECTIONS = ['keep-alive', 'close', 'Keep-Alive', 'CLOSE'];
/** What breaks a head, or looks as if it did. */
const PIECES = [
  ...[
    '\r\n',
    '\n',
    '\r',
    '\r\n\r\n',
    ' ',
    '\t',
    '\0',
    ':',
    ' :',
    '\r\n ',
    '\r\n\t',
    '\x7f',
    '\x0b',
    '\x0c',
    '\xff',
    '\x80',
    '%',
    '#',
  ],
  ...[
    'Transfer-Encoding: chunked\r\n',
    'Content-Length: 5\r\n',
    'content-length:0\r\n',
    'Host: y\r\n',
    'Expect: 100-continue\r\n',
  ],
  ...[
    'Upgrade: h2c\r\n',
    'Connection: upgrade\r\n',
    'Proxy-Connection: close\r\n',
    'Connection: close, te\r\n',
    'Content-Length : 5\r\n',
  ],
  ...[
    'Transfer-Encoding:chunked\r\n',
    'Transfer-Encoding: identity\r\n',
    'X: \r\n',
    ' HTTP/1.1',
    ' HTTP/1.0',
    'GET ',
    '0',
    '1',
    '-',
    '+',
    ',',
  ],
];
/** The odd ones of each are rare. */
const METHODS = ['GET', 'PUT', 'post', 'CONNECT', 'HEAD', 'POST	'];
const VERSIONS = ['HTTP/1.0', 'HTTP/2.0', 'http/1.1', 'HTTP/1.1 ', ''];

export class Heads {
  readonly #pick: Pick;
  readonly #bytes: Buffer = Buffer.alloc(32_768);

  constructor(pick: Pick) {
    this.#pick = pick;
  }

  /** A view of bytes that the next one overwrites. */
  next(): Buffer {
    const length = this.#bytes.write(this.#text(), 'latin1');
    let bytes = this.#bytes.subarray(0, length);
    // Half of them stay as they were made.
    for (let left = this.#pick(6) - 2; left > 0; left--) bytes = this.#alter(bytes);
    return bytes;
  }

  #one<Item>(items: readonly Item[]): Item {
    return items[this.#pick(items.length)] as Item;
  }

  #text(): string {
    const pick = this.#pick;
    const lines: string[] = [];
    for (let left = pick(12); left > 0; left--) lines.push(this.#line(this.#one(NAMES), this.#one(VALUES)));
    this.#insert(lines, this.#line('Host', this.#one(HOSTS)), 40);
    this.#insert(lines, this.#line('Content-Length', String(pick(2) === 0 ? pick(32) : pick(4))), 40);
    if (pick(4) === 0) this.#insert(lines, this.#line('Connection', this.#one(CONNECTIONS)), 1_000);
    if (pick(40) === 0) this.#insert(lines, this.#line('X-Many', 'y'.repeat(pick(16_000))), 1_000);
    if (pick(80) === 0) for (let left = pick(120); left > 0; left--) lines.push('X-One: 1\r\n');
    const method = pick(40) === 0 ? this.#one(METHODS) : 'POST';
    const version = pick(40) === 0 ? this.#one(VERSIONS) : 'HTTP/1.1';
    return `${method} ${this.#one(TARGETS)} ${version}\r\n${lines.join('')}\r\n`;
  }

  /** @param never one time in so many it is left out, or comes twice */
  #insert(lines: string[], line: string, never: number): void {
    const odd = this.#pick(never);
    if (odd === 1) return;
    lines.splice(this.#pick(lines.length + 1), 0, line);
    if (odd === 2) lines.splice(this.#pick(lines.length + 1), 0, line);
  }

  #line(name: string, value: string): string {
    const pick = this.#pick;
    const spelled = pick(8) === 0 ? name.toLowerCase() : pick(16) === 0 ? name.toUpperCase() : name;
    const before = pick(10) === 0 ? ' '.repeat(pick(4)) : ' ';
    const behind = pick(16) === 0 ? ' '.repeat(pick(4)) : '';
    return `${spelled}:${before}${value}${behind}\r\n`;
  }

  #alter(bytes: Buffer): Buffer {
    const pick = this.#pick;
    const at = pick(bytes.length);
    switch (pick(6)) {
      case 0:
        if (pick(4) === 0) bytes[at] = pick(256);
        else bytes[at] = 0x61 + pick(26);
        return bytes;
      case 1:
        bytes[at] = 0x20 + pick(0x60);
        return bytes;
      case 2:
        bytes[at] = (bytes[at] as number) ^ 0x20;
        return bytes;
      case 3:
        return this.#splice(bytes, at, 1 + pick(3), '');
      case 4:
        return this.#splice(bytes, at, 0, this.#one(PIECES));
      default:
        return this.#splice(bytes, this.#lineStart(bytes, at), 0, this.#one(PIECES));
    }
  }

  #lineStart(bytes: Buffer, at: number): number {
    const found = bytes.indexOf('\r\n', at, 'latin1');
    return found < 0 ? at : found + 2;
  }

  #splice(bytes: Buffer, at: number, drop: number, text: string): Buffer {
    const whole = this.#bytes;
    const from = Math.min(at + drop, bytes.length);
    const length = Math.min(bytes.length - (from - at) + text.length, whole.length);
    whole.copy(whole, at + text.length, from, bytes.length);
    whole.write(text, at, 'latin1');
    return whole.subarray(0, length);
  }
}
