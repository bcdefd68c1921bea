/** The header block of an answer, line by line: what of it is used, and how its body is framed (RFC 9112, section 6.3). */
import { AnswerFault } from './answer-lines.js';

/** How the end of a body is known. */
export type Framing = 'length' | 'chunks' | 'close';

const STATUS_LINE = /^HTTP\/1\.[01] [1-9]\d\d(?: .*)?$/;
/** What every answer begins with. */
const BEGINNING = 'HTTP/1.';
const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:/;
/** The largest length that is a whole number here. */
const LENGTH = /^\d{1,15}$/;
const SWITCHING = 101;

export class AnswerHead {
  status = 0;
  /** Undefined as well if there are two. */
  contentType: string | undefined;
  contentEncoding: string | undefined;
  retryAfter: string | undefined;
  framing: Framing = 'close';
  /** Of the body, with framing `length`. */
  length = 0;
  /** Whether the connection may serve further requests, as far as the header block says. */
  keepAlive = true;
  /** Seconds for which the receiver says that it keeps an idle connection. */
  keepAliveFor: number | undefined;

  #minor = '1';
  #repeated: Set<string> | undefined;
  #lengths = 0;
  #transfer: string | undefined;
  #connection: string | undefined;

  /**
   * @param line its end taken off
   * @returns whether the block has ended
   * @throws AnswerFault
   */
  take(line: string): boolean {
    if (this.status === 0) {
      // Those before a status line are skipped (RFC 9112, section 2.2, of servers; receivers send them too).
      if (line !== '') this.#takeStatus(line);
      return false;
    }
    if (line === '') {
      this.#end();
      return true;
    }
    if (!HEADER.test(line)) throw new AnswerFault('no header');
    this.#takeHeader(line, line.indexOf(':'));
    return false;
  }

  /** One that another answer follows. */
  get isInterim(): boolean {
    return this.status < 200;
  }

  #takeStatus(line: string): void {
    if (!STATUS_LINE.test(line)) throw new AnswerFault('no status');
    this.#minor = line.charAt(7);
    this.status = Number(line.slice(9, 12));
    // Nobody has asked for another protocol.
    if (this.status === SWITCHING) throw new AnswerFault('another protocol');
  }

  /** The length of a name tells most of them apart without a copy of it. */
  #takeHeader(line: string, colon: number): void {
    if (!LENGTHS_OF_NAMES.has(colon)) return;
    const name = line.slice(0, colon).toLowerCase();
    const value = trimmed(line, colon + 1);
    switch (name) {
      case 'content-length':
        checkBlanks(line);
        this.#takeLength(value);
        break;
      case 'transfer-encoding':
        checkBlanks(line);
        this.#transfer = listed(this.#transfer, value);
        break;
      case 'content-type':
        this.contentType = this.#only(name, this.contentType, value);
        break;
      case 'retry-after':
        this.retryAfter = this.#only(name, this.retryAfter, value);
        break;
      case 'content-encoding':
        this.contentEncoding = listed(this.contentEncoding, value);
        break;
      case 'connection':
        this.#connection = listed(this.#connection, value);
        break;
      case 'keep-alive':
        this.keepAliveFor = keepAliveOf(value) ?? this.keepAliveFor;
    }
  }

  #takeLength(value: string): void {
    this.#lengths += 1;
    // Two of them are a fault even if they agree: whoever repeats one may mean another the next time.
    if (this.#lengths > 1 || !LENGTH.test(value)) throw new AnswerFault('no one length');
    this.length = Number(value);
    this.framing = 'length';
  }

  #only(name: string, before: string | undefined, value: string): string | undefined {
    if (before === undefined && !this.#repeated?.has(name)) return value;
    (this.#repeated ??= new Set()).add(name);
    return undefined;
  }

  #end(): void {
    if (this.isInterim) return;
    if (this.#transfer !== undefined) this.#endTransfer(this.#transfer);
    if (this.status === 204 || this.status === 304) {
      this.framing = 'length';
      this.length = 0;
    }
    this.keepAlive &&= this.framing !== 'close' && this.#staysOpen();
  }

  #staysOpen(): boolean {
    if (this.#connection === undefined) return this.#minor === '1';
    const options = tokensOf(this.#connection);
    return !options.includes('close') && (this.#minor === '1' || options.includes('keep-alive'));
  }

  #endTransfer(transfer: string): void {
    if (this.#lengths > 0) throw new AnswerFault('length and transfer encoding');
    const codings = tokensOf(transfer);
    const chunked = codings.indexOf('chunked');
    if (chunked >= 0 && chunked !== codings.length - 1) throw new AnswerFault('chunks within a coding');
    this.framing = chunked < 0 ? 'close' : 'chunks';
    // HTTP/1.0 has no chunks: whoever stands between may have added or left out anything.
    if (this.#minor === '0') this.keepAlive = false;
  }
}

const FRAMING: readonly string[] = ['content-length', 'transfer-encoding'];
/** Of those that are used. */
const LENGTHS_OF_NAMES: ReadonlySet<number> = new Set(
  [...FRAMING, 'content-type', 'retry-after', 'content-encoding', 'connection', 'keep-alive'].map(
    (name) => name.length,
  ),
);

/** With a tab around what frames the body, parsers differ on what it says. */
function checkBlanks(line: string): void {
  if (line.includes('\t')) throw new AnswerFault('a tab around the framing');
}

/** @throws AnswerFault if a line that has not ended cannot become the first of an answer */
export function checkBeginning(held: string): void {
  if (!BEGINNING.startsWith(held.slice(0, BEGINNING.length))) throw new AnswerFault('no HTTP');
}

/** @throws AnswerFault unless it is one, and none that would frame anything (RFC 9110, section 6.5.1) */
export function checkTrailer(line: string): void {
  if (!HEADER.test(line) || FRAMING.includes(line.slice(0, line.indexOf(':')).toLowerCase()))
    throw new AnswerFault('no trailer');
}

/** A list may come in one header or in several. */
function listed(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before}, ${value}`;
}

function tokensOf(list: string): readonly string[] {
  return list
    .toLowerCase()
    .split(',')
    .map((token) => trimmed(token, 0));
}

function keepAliveOf(value: string): number | undefined {
  const [, seconds] = /timeout=(\d{1,9})/i.exec(value) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}

/** Without blanks and tabs around it; `trim` would take more than these. */
function trimmed(text: string, from: number): string {
  let begin = from;
  let end = text.length;
  while (begin < end && isBlank(text.charCodeAt(begin))) begin += 1;
  while (end > begin && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(begin, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
