/**
 * A connection for the questions that most deliveries ask. The library makes it and makes it anew: discovery, Sentinel,
 * TLS, AUTH and SELECT are its own. Once it is ready, commands are written and answers read here, which costs a part of
 * what the library's objects do.
 *
 * One write at a time is under way: what is asked meanwhile goes out together when its answers are there. Under load that
 * halves the writes, the wake-ups and Redis's work for both; without load nothing waits.
 */
import type { Redis, RedisOptions } from 'ioredis';
import { SetUpRedis } from '../connection/set-up-redis.js';
import { END, written, writtenAhead, type Arg, type LeanCommand } from './lean-command.js';
import { ReplyError, ReplyReader, type Reply } from './replies.js';

type Stream = Redis['stream'];

/** What is asked, and hears of the answer or of the failure. */
export interface LeanQuestion {
  readonly kind: { readonly lean: LeanCommand };
  readonly args: readonly Arg[];
  answered(answer: unknown): void;
  failed(error: Error): void;
}

export class LeanRedis extends SetUpRedis {
  /** The one that is ready, and read here. */
  #taken: Stream | undefined;
  /** Written together, the oldest first; those before `#first` are answered. */
  #written: (LeanQuestion | undefined)[] = [];
  #first = 0;
  /** Asked meanwhile. */
  #held: LeanQuestion[] = [];
  /** Of what was not written yet: what stands before its last bytes, these among it. */
  #pieces: (string | Buffer)[] = [];
  /** And what stands behind them. */
  #text = '';
  #isDue = false;
  #settled: (() => void)[] = [];
  /** In full, on this connection. */
  readonly #sent = new Set<LeanCommand>();

  constructor(options: RedisOptions) {
    super(options);
    this.on('ready', () => {
      this.#take(this.stream);
    });
    this.on('close', () => {
      this.#lose(new Error('Connection is closed.'));
    });
  }

  /** Whether a question would be sent. */
  get isReady(): boolean {
    return this.#taken !== undefined;
  }

  /** Resolves when everything that was asked is answered, or is lost. */
  settled(): Promise<void> {
    if (this.#isSettled) return Promise.resolve();
    return new Promise((resolve) => {
      this.#settled.push(resolve);
    });
  }

  /** The library's own questions belong to the time before it is ready. */
  override sendCommand(...args: Parameters<Redis['sendCommand']>): unknown {
    if (this.#taken === undefined) return super.sendCommand(...args);
    const [command] = args;
    command.reject(new Error('Connection is closed.'));
    return command.promise;
  }

  ask(question: LeanQuestion): void {
    const { lean } = question.kind;
    if (this.#taken === undefined) {
      question.failed(new Error('Connection is closed.'));
      return;
    }
    this.#hold(question, this.#isKnown(lean) ? lean.head : lean.whole);
  }

  answerTo(lean: LeanCommand, args: readonly Arg[]): Promise<unknown> {
    return new Promise((answered, failed) => {
      this.ask({ kind: { lean }, args, answered, failed });
    });
  }

  /** In full once on each connection: a lost answer must not leave open whether the server knew the script. */
  #isKnown(lean: LeanCommand): boolean {
    if (this.#sent.has(lean)) return true;
    this.#sent.add(lean);
    return false;
  }

  #hold(question: LeanQuestion, head: string): void {
    const { kind, args } = question;
    let text = `*${kind.lean.words + args.length}${head}`;
    for (const arg of args) {
      if (typeof arg === 'string') text += written(arg);
      else if (typeof arg === 'number') text += written(String(arg));
      else {
        this.#pieces.push(this.#text + text + writtenAhead(arg.length), arg);
        this.#text = '';
        text = '';
      }
    }
    this.#text += text + END;
    this.#held.push(question);
    if (this.#isAnswered) this.#flushSoon();
  }

  /** Whatever was written. */
  get #isAnswered(): boolean {
    return this.#first === this.#written.length;
  }

  get #isSettled(): boolean {
    return this.#isAnswered && this.#held.length === 0;
  }

  /** Behind the sockets of this turn: each of them may ask something. */
  #flushSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      if (this.#held.length === 0 || this.#taken === undefined || !this.#isAnswered) return;
      this.#written = this.#held;
      this.#first = 0;
      this.#held = [];
      this.#flush(this.#taken);
    });
  }

  #flush(stream: Stream): void {
    const [pieces, text] = [this.#pieces, this.#text];
    this.#text = '';
    if (pieces.length === 0) {
      stream.write(text);
      return;
    }
    this.#pieces = [];
    stream.cork();
    for (const piece of pieces) stream.write(piece);
    stream.write(text);
    stream.uncork();
  }

  #take(stream: Stream): void {
    const reader = new ReplyReader((answer) => {
      this.#answer(answer);
    });
    stream.removeAllListeners('data');
    stream.on('data', (chunk: Buffer) => {
      if (this.#taken !== stream) return;
      try {
        reader.read(chunk);
      } catch (error) {
        stream.destroy(error as Error);
        return;
      }
      if (this.#held.length > 0 && this.#isAnswered) this.#flushSoon();
    });
    this.#taken = stream;
  }

  #answer(answer: Reply): void {
    const question = this.#written[this.#first];
    if (question === undefined) throw new Error('an answer of Redis is nobody’s');
    this.#written[this.#first++] = undefined;
    if (!(answer instanceof ReplyError)) question.answered(answer);
    else if (answer.message.startsWith('NOSCRIPT') && this.#taken) {
      // Nothing was done: somebody has flushed the scripts.
      this.#hold(question, question.kind.lean.whole);
    } else question.failed(answer);
    if (this.#settled.length > 0 && this.#isSettled) this.#tellSettled();
  }

  #lose(error: Error): void {
    const lost = [...this.#written.slice(this.#first), ...this.#held];
    this.#taken = undefined;
    this.#sent.clear();
    this.#written = [];
    this.#first = 0;
    this.#held = [];
    this.#pieces = [];
    this.#text = '';
    for (const question of lost) question?.failed(error);
    this.#tellSettled();
  }

  #tellSettled(): void {
    const settled = this.#settled;
    this.#settled = [];
    for (const tell of settled) tell();
  }
}
