/**
 * Step: the body's bytes, as they came. Limits hold while it is collected, not after; nothing is decoded or inflated.
 */
import type { Readable } from 'node:stream';
import { Outcome } from '../model/outcome.js';

/** Bytes of bodies held at the moment, over all requests. */
export interface BufferBudget {
  readonly max: number;
  used: number;
}

/** What one body may take of the room that all have together; whoever gives it may end the body before its end. */
export interface Share {
  /** @returns why these further bytes have no room */
  take(bytes: number): Outcome | undefined;
  /** There is no room left at all. @returns whether another body, which holds more than its share, has given way */
  makeRoom(): boolean;
  /** The body is complete, refused or gone. */
  end(): void;
  onStop(stop: (outcome: Outcome) => void): void;
}

/** Who takes a body as it comes. */
export interface BodySink {
  /** @returns false where nothing more is wanted: whoever calls stops reading for now. */
  data(chunk: Buffer): boolean;
  end(): void;
  /** The source went away before the end. */
  gone(): void;
}

/** A request that hands its body over itself. */
export interface BodySource {
  handTo(sink: BodySink): void;
}

/** One whose body is a stream, as Node's own are. */
export type BodyStream = Pick<Readable, 'on' | 'once' | 'off' | 'pause' | 'resume'>;

/**
 * @returns the body, or why there is none; `undefined` where the source went away before the end (nobody is left to
 * answer). The budget is taken as bytes come. A body's part of it is the caller's to give back, at the delivery's end.
 */
export function collect(
  request: BodySource | BodyStream,
  maxBodySize: number,
  budget: BufferBudget,
  share?: Share,
): Promise<Buffer | Outcome | undefined> {
  return new Promise((resolve) => {
    const body = new Body(maxBodySize, budget, share, resolve);
    share?.onStop((outcome) => {
      body.stop(outcome);
    });
    handOver(request, body);
  });
}

/** Gives a request's body to a sink as it comes. */
export function handOver(request: BodySource | BodyStream, sink: BodySink): void {
  if ('handTo' in request) request.handTo(sink);
  else listen(request, sink);
}

/** The listeners stay: taking them off costs more than this, and without one a reset behind a refusal would throw. */
function listen(request: BodyStream, body: BodySink): void {
  request.on('data', (chunk: Buffer) => {
    if (!body.data(chunk)) request.pause();
  });
  request.on('end', () => {
    body.end();
  });
  request.on('close', () => {
    body.gone();
  });
  request.on('error', () => {
    body.gone();
  });
}

class Body implements BodySink {
  #first: Buffer | undefined;
  #more: Buffer[] | undefined;
  #size = 0;
  #done = false;
  readonly #max: number;
  readonly #budget: BufferBudget;
  readonly #share: Share | undefined;
  readonly #resolve: (body: Buffer | Outcome | undefined) => void;

  constructor(
    max: number,
    budget: BufferBudget,
    share: Share | undefined,
    resolve: (body: Buffer | Outcome | undefined) => void,
  ) {
    this.#max = max;
    this.#budget = budget;
    this.#share = share;
    this.#resolve = resolve;
  }

  data(chunk: Buffer): boolean {
    // Once refused, the rest may pass by: that is how a source gets to read its answer.
    if (this.#done) return true;
    const budget = this.#budget;
    this.#size += chunk.length;
    budget.used += chunk.length;
    if (this.#size > this.#max) return this.#refuse(new Outcome('too_large', { reason: 'body' }));
    while (budget.used > budget.max && this.#share?.makeRoom());
    if (budget.used > budget.max)
      return this.#refuse(new Outcome('overloaded', { reason: 'buffered_bytes' }));
    const crowded = this.#share?.take(chunk.length);
    if (crowded) return this.#refuse(crowded);
    if (this.#first === undefined) {
      this.#first = chunk;
    } else {
      this.#more ??= [this.#first];
      this.#more.push(chunk);
    }
    return true;
  }

  end(): void {
    if (this.#done) return;
    this.#over(this.#more ? Buffer.concat(this.#more, this.#size) : (this.#first ?? Buffer.alloc(0)));
  }

  gone(): void {
    if (this.#done) return;
    this.#budget.used -= this.#size;
    this.#over(undefined);
  }

  stop(outcome: Outcome): void {
    if (!this.#done) this.#refuse(outcome);
  }

  #refuse(outcome: Outcome): boolean {
    this.#budget.used -= this.#size;
    this.#over(outcome);
    return false;
  }

  #over(body: Buffer | Outcome | undefined): void {
    this.#done = true;
    this.#first = undefined;
    this.#more = undefined;
    this.#share?.end();
    this.#resolve(body);
  }
}
