/** Answers of receivers as bytes: well-formed ones and broken ones, and what the reader makes of them. */
import fc from 'fast-check';
import { AnswerFault } from '../../src/line/attempt/client/answer-lines.js';
import { AnswerReader } from '../../src/line/attempt/client/answer-reader.js';

/** What became of an answer. */
export interface ReadAnswer {
  /** 0 if its header block never ended. */
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Buffer;
  readonly how: 'whole' | 'part' | 'fault';
  readonly keepAlive: boolean;
  /** Bytes behind its end. */
  readonly stray: number;
}

/** Reads an answer out of pieces, after which the receiver closes. */
export function readAnswer(pieces: readonly Buffer[]): ReadAnswer {
  const reader = new AnswerReader();
  const chunks: Buffer[] = [];
  let told: { status: number; contentType: string | undefined } = { status: 0, contentType: undefined };
  let left = pieces.reduce((sum, piece) => sum + piece.length, 0);
  reader.begin({
    onHead: (head) => (told = head),
    onBody: (bytes, from, to) => chunks.push(Buffer.from(bytes.subarray(from, to))) > 0,
  });
  const end = (how: ReadAnswer['how'], stray = 0): ReadAnswer => {
    const { status, contentType } = told;
    return { status, contentType, how, stray, body: Buffer.concat(chunks), keepAlive: reader.head.keepAlive };
  };
  try {
    for (const piece of pieces) {
      const read = reader.read(piece);
      left -= reader.at;
      if (read === 'ended') return end('whole', left);
    }
  } catch (error) {
    if (error instanceof AnswerFault) return end('fault');
    throw error;
  }
  return end(reader.endsHere ? 'whole' : 'part');
}

/** Cuts bytes into pieces at these places, taken modulo their length. */
export function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...sorted].map((from, i) => bytes.subarray(from, sorted[i] ?? bytes.length));
}

const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/);
const text = fc.stringMatching(/^[ -~\x80-\xff]{0,20}$/);
const blanks = fc.constantFrom('', ' ', '  ', '\t', ' \t');
const letters = fc.constantFrom(
  (name: string) => name,
  (name: string) => name.toLowerCase(),
  (name: string) => name.toUpperCase(),
);

function header(name: string, value: string): fc.Arbitrary<string> {
  return fc
    .tuple(letters, blanks, blanks)
    .map(([spell, before, after]) => `${spell(name)}:${before}${value}${after}\r\n`);
}

/** Names that say nothing of framing. */
const others = fc.tuple(token, text).map(([name, value]) => `X-${name}: ${value}\r\n`);

const chunkExtension = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  token.map((name) => `;${name}`),
  fc.tuple(token, token).map(([name, value]) => `;${name}=${value}`),
  token.map((name) => `;${name}="a b\\"c;d"`),
);

function chunked(body: string): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.array(fc.nat(body.length), { maxLength: 4 }),
      chunkExtension,
      fc.array(others, { maxLength: 2 }),
    )
    .map(([places, extension, trailers]) => {
      const chunks = cut(Buffer.from(body, 'latin1'), places).filter((piece) => piece.length > 0);
      const written = chunks.map(
        (piece) => `${piece.length.toString(16)}${extension}\r\n${piece.toString('latin1')}\r\n`,
      );
      return `${written.join('')}0\r\n${trailers.join('')}\r\n`;
    });
}

export interface WrittenAnswer {
  readonly bytes: Buffer;
  readonly status: number;
  readonly body: Buffer;
}

/** Of this framing; `close` ends with the connection. */
function framed(framing: string, body: string): fc.Arbitrary<readonly [string, string]> {
  // A tab around either is read in two ways.
  const line = (name: string, value: string): fc.Arbitrary<string> =>
    header(name, value).map((written) => written.replaceAll('\t', ' '));
  if (framing === 'length') return fc.tuple(line('Content-Length', String(body.length)), fc.constant(body));
  if (framing === 'chunks') return fc.tuple(line('Transfer-Encoding', 'chunked'), chunked(body));
  return fc.constant(['', body] as const);
}

const interim = fc.constantFrom(
  '',
  'HTTP/1.1 102 Processing\r\n\r\n',
  'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n',
);

const plain = fc
  .tuple(
    fc.constantFrom('length', 'chunks', 'close'),
    fc.constantFrom(200, 201, 202, 299, 302, 400, 404, 429, 500, 503, 599),
    fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
      maxLength: 60,
    }),
  )
  .chain(([framing, status, body]) =>
    fc
      .tuple(
        interim,
        fc.constantFrom(' OK', ' ', '', ' Not \xfcber'),
        framed(framing, body),
        fc.array(others, { maxLength: 4 }),
        fc.oneof(
          fc.constant(''),
          header('Connection', 'keep-alive'),
          header('Connection', 'close'),
          header('Keep-Alive', 'timeout=5, max=9'),
        ),
        fc.oneof(fc.constant(''), header('Content-Type', 'text/plain; charset=utf-8')),
      )
      .map(([before, reason, [line, rest], lines, connection, type]): WrittenAnswer => {
        const head = `HTTP/1.1 ${status}${reason}\r\n${lines.join('')}${type}${line}${connection}\r\n`;
        return {
          bytes: Buffer.from(before + head + rest, 'latin1'),
          status,
          body: Buffer.from(body, 'latin1'),
        };
      }),
  );

const bodiless = fc.constantFrom(204, 304).map((status): WrittenAnswer => ({
  bytes: Buffer.from(`HTTP/1.1 ${status} Nothing\r\nDate: x\r\n\r\n`),
  status,
  body: Buffer.alloc(0),
}));

/** Answers that every client reads in the same way. */
export const wellFormed: fc.Arbitrary<WrittenAnswer> = fc.oneof({ weight: 9, arbitrary: plain }, bodiless);

/** What a broken answer has instead of something, or between two things. */
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
    ',',
    ';',
    '"',
    '\x7f',
    '\x0b',
    '0',
    '5',
    'g',
    '-',
    '+',
  ],
  ...['Content-Length: 3\r\n', 'Content-Length: 0\r\n', 'content-length : 3\r\n', 'Content-Length: 3, 3\r\n'],
  ...[
    'Content-Length: 0x3\r\n',
    'Content-Length: +3\r\n',
    'Content-Length:\r\n',
    ' folded\r\n',
    '\r\n folded',
  ],
  ...[
    'Transfer-Encoding: chunked\r\n',
    'Transfer-Encoding: gzip, chunked\r\n',
    'Transfer-Encoding: identity\r\n',
  ],
  ...[
    'Transfer-Encoding: chunked, identity\r\n',
    'Transfer-Encoding: xchunked\r\n',
    'Transfer-Encoding:\r\n',
  ],
  ...['Transfer-Encoding : chunked\r\n', 'Transfer-Encoding: \x0bchunked\r\n', 'Connection: close\r\n'],
  ...[
    'HTTP/1.0 200 OK\r\n',
    'HTTP/1.1 2000\r\n',
    'HTTP/1.1 20\r\n',
    'HTTP/2 200\r\n',
    'HTTP/1.1 103\r\n\r\n',
  ],
  ...['HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n', 'Keep-Alive: timeout=x\r\n'],
];

/** Well-formed ones with a few bytes put in, left out or cut off. */
export const broken: fc.Arbitrary<Buffer> = fc
  .tuple(
    plain,
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.constantFrom('', ...PIECES)), {
      minLength: 1,
      maxLength: 2,
    }),
    fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, fc.nat()),
  )
  .map(([{ bytes }, changes, end]) => {
    let text = bytes.toString('latin1');
    for (const [place, left, piece] of changes) {
      // Most of them between lines, where they mean something.
      const lines = Array.from(text.matchAll(/\r\n/g), (match) => match.index + 2);
      const at =
        place % 3 === 0 || lines.length === 0
          ? place % (text.length + 1)
          : (lines[place % lines.length] ?? 0);
      text = text.slice(0, at) + piece + text.slice(at + left);
    }
    return Buffer.from(end === null ? text : text.slice(0, end % (text.length + 1)), 'latin1');
  });
