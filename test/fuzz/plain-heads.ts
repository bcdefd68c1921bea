/**
 * Reads heads with the plain path's reader and with Node's own parser, alone and fast: whatever the first takes, the
 * second must read the same way, with the same end. By hand (CONTRIBUTING.md), and a short time in the tests:
 *   node --expose-internals --import tsx test/fuzz/plain-heads.ts --heads 1000000 --seed 1
 */
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { FOREIGN, INCOMPLETE, readHead, type Head } from '../../src/http/plain/head.js';
import { Heads, createPick, type Pick } from './heads.js';

interface Parser {
  initialize(type: number, resource: object): void;
  execute(bytes: Buffer): number | Error;
  [callback: number]: unknown;
}

interface Binding {
  readonly HTTPParser: (new () => Parser) & Readonly<Record<string, number>>;
  readonly methods: readonly string[];
  readonly allMethods?: readonly string[];
}

const require = createRequire(import.meta.url);
const { internalBinding } = require('internal/test/binding') as {
  internalBinding: (name: string) => Binding;
};
const { HTTPParser, allMethods, methods } = internalBinding('http_parser');
const METHOD_NAMES = allMethods ?? methods;

/** What Node's parser made of a connection. */
interface Seen {
  method: string;
  target: string;
  rawHeaders: string[];
  version: string;
  keepAlive: boolean;
  upgrade: boolean;
  body: Buffer;
  complete: boolean;
}

/** Bytes behind the request: a request that must be found as the next one. */
const NEXT = Buffer.from('GET /next HTTP/1.1\r\nHost: n\r\n\r\n');
const MOST_BODY = 64;

class NodeReader {
  readonly #parser = new HTTPParser();
  seen: Seen[] = [];
  #headers: string[] = [];
  #target = '';

  constructor() {
    const parser = this.#parser;
    parser[constant('kOnHeaders')] = (headers: string[], target: string) => {
      this.#headers.push(...headers);
      this.#target += target;
    };
    parser[constant('kOnHeadersComplete')] = this.#onHead.bind(this);
    parser[constant('kOnBody')] = (chunk: Buffer) => {
      const last = this.seen.at(-1);
      if (last) last.body = Buffer.concat([last.body, chunk]);
    };
    parser[constant('kOnMessageComplete')] = () => {
      const last = this.seen.at(-1);
      if (last) last.complete = true;
    };
  }

  read(bytes: Buffer): number | Error {
    this.seen = [];
    this.#headers = [];
    this.#target = '';
    this.#parser.initialize(constant('REQUEST'), {});
    return this.#parser.execute(bytes);
  }

  #onHead(
    major: number,
    minor: number,
    headers: string[] | undefined,
    method: number,
    target: string | undefined,
    _status: unknown,
    _message: unknown,
    upgrade: boolean,
    keepAlive: boolean,
  ): number {
    this.seen.push({
      method: METHOD_NAMES[method] ?? '',
      target: target ?? this.#target,
      rawHeaders: headers ?? this.#headers,
      version: `${major}.${minor}`,
      ...{ keepAlive, upgrade, body: Buffer.alloc(0), complete: false },
    });
    this.#headers = [];
    this.#target = '';
    return upgrade ? 2 : 0;
  }
}

function constant(name: string): number {
  return HTTPParser[name] as number;
}

/** @returns what Node's parser reads otherwise; undefined if it is the same */
function difference(head: Head, seen: Seen | undefined, body: Buffer): string | undefined {
  if (!seen) return 'no request';
  const { method, target, rawHeaders, version, keepAlive, upgrade } = seen;
  if (method !== 'POST' || version !== '1.1' || upgrade) return `${method} ${version} ${upgrade}`;
  if (target !== head.target) return `target ${target}`;
  if (keepAlive !== head.keepAlive) return `keep-alive ${keepAlive}`;
  if (rawHeaders.length !== head.rawHeaders.length) return `headers ${JSON.stringify(rawHeaders)}`;
  const other = rawHeaders.find((text, i) => text !== head.rawHeaders[i]);
  if (other !== undefined) return `header ${other}`;
  if (!seen.complete || !seen.body.equals(body))
    return `body ${JSON.stringify(seen.body.toString('latin1'))}`;
  return undefined;
}

interface Counts {
  taken: number;
  incomplete: number;
  foreign: number;
}

class Run {
  readonly counts: Counts = { taken: 0, incomplete: 0, foreign: 0 };
  readonly #node = new NodeReader();
  readonly #heads: Heads;
  readonly #pick: Pick;
  readonly #bytes = Buffer.alloc(65_536);
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
    this.#pick = createPick(seed);
    this.#heads = new Heads(this.#pick);
  }

  /** @throws where the two differ */
  step(n: number): void {
    const bytes = this.#heads.next();
    const head = readHead(bytes);
    if (head === FOREIGN) this.counts.foreign++;
    else if (head === INCOMPLETE) this.counts.incomplete++;
    else this.#compare(head, bytes, n);
  }

  #compare(head: Head, bytes: Buffer, n: number): void {
    this.counts.taken++;
    // Longer ones are as good as those: what comes is counted off, nothing else.
    if (head.length > MOST_BODY) {
      this.#compareLong(head, bytes, n);
      return;
    }
    const whole = this.#bytes;
    bytes.copy(whole, 0, 0, head.bodyStart);
    const bodyEnd = head.bodyStart + head.length;
    for (let at = head.bodyStart; at < bodyEnd; at++) whole[at] = this.#pick(256);
    NEXT.copy(whole, bodyEnd);
    const end = bodyEnd + NEXT.length;
    const body = whole.subarray(head.bodyStart, bodyEnd);
    const result = this.#node.read(whole.subarray(0, end));
    const { seen } = this.#node;
    // Behind an answer that closes, Node's parser hears of nothing more.
    const goesOn = head.keepAlive ? seen[1]?.target === '/next' && result === end : seen.length === 1;
    const why = difference(head, seen[0], body) ?? (goesOn ? undefined : `end ${String(result)}`);
    if (why !== undefined) this.#fail(why, whole.subarray(0, bodyEnd), n);
    // A head whose end has not come is one that may be taken, and nothing else.
    const cut = 1 + this.#pick(head.bodyStart - 1);
    if (readHead(bytes.subarray(0, cut)) !== INCOMPLETE) this.#fail(`cut at ${cut}`, bytes, n);
  }

  #compareLong(head: Head, bytes: Buffer, n: number): void {
    this.#node.read(bytes.subarray(0, head.bodyStart));
    const [seen] = this.#node.seen;
    const why = difference(head, seen && { ...seen, complete: !seen.complete }, Buffer.alloc(0));
    if (why !== undefined) this.#fail(why, bytes, n);
  }

  #fail(why: string, bytes: Buffer, n: number): never {
    throw new Error(`seed ${this.#seed}, head ${n}: ${why}\n${JSON.stringify(bytes.toString('latin1'))}`);
  }
}

const { values } = parseArgs({
  options: { heads: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const heads = Number(values.heads);
const run = new Run(Number(values.seed));
for (let n = 0; n < heads; n++) run.step(n);
process.stdout.write(`${JSON.stringify({ heads, seed: Number(values.seed), ...run.counts })}\n`);
