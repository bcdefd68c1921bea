/**
 * Step: the body's bytes, as they came. Limits hold while it is collected, not after; nothing is decoded or inflated.
 */
import type { IncomingMessage } from 'node:http';
import type { RawHeaders } from '../model/delivery.js';
import { Outcome } from '../model/outcome.js';
import { REPEATED, headerOf } from '../schemes/engine/headers.js';
import type { Scheme } from '../schemes/spec.js';

/** Bytes of bodies held at the moment, over all requests. */
export interface BufferBudget {
  readonly max: number;
  used: number;
}

/** What the headers alone tell: whether reading the body is worth anything. */
export function refuseByHeaders(request: IncomingMessage, maxBodySize: number): Outcome | undefined {
  const raw = request.rawHeaders;
  // Node's parser also lets pass what says it is HTTP/0.9 or HTTP/2.0.
  const { httpVersion } = request;
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return new Outcome('malformed', { reason: 'framing' });
  const host = headerOf(raw, 'host');
  if (host === REPEATED) return new Outcome('malformed', { reason: 'repeated_header' });
  if (host === undefined && httpVersion === '1.1') return new Outcome('malformed', { reason: 'no_host' });
  const encoding = headerOf(raw, 'content-encoding');
  if (encoding === REPEATED) return new Outcome('malformed', { reason: 'repeated_header' });
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return new Outcome('unsupported_encoding', { reason: 'content_encoding' });
  }
  const transfer = headerOf(raw, 'transfer-encoding');
  if (transfer !== undefined) {
    if (httpVersion === '1.0') return new Outcome('malformed', { reason: 'framing' });
    if (transfer === REPEATED || transfer.toLowerCase() !== 'chunked') {
      return new Outcome('unsupported_encoding', { reason: 'transfer_encoding', status: 501 });
    }
  }
  if (headerOf(raw, 'content-type') === REPEATED)
    return new Outcome('malformed', { reason: 'repeated_header' });
  const length = headerOf(raw, 'content-length');
  if (typeof length === 'string' && Number(length) > maxBodySize) {
    return new Outcome('too_large', { reason: 'content_length' });
  }
  return undefined;
}

/** Whether a source that asks first (`Expect: 100-continue`) need not send its body: nothing in it could be genuine. */
export function refuseUnsigned(rawHeaders: RawHeaders, scheme: Scheme): Outcome | undefined {
  const { signature, time, idHeader } = scheme;
  for (const name of [signature?.header, idHeader, time?.header]) {
    if (name === undefined) continue;
    const value = headerOf(rawHeaders, name.toLowerCase());
    if (value === REPEATED) return new Outcome('malformed', { reason: 'repeated_header' });
    if (value === undefined || value === '') {
      return new Outcome('missing_signature', { reason: 'missing_signature' });
    }
  }
  return undefined;
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

/**
 * @returns the body, or why there is none; `undefined` where the source went away before the end (nobody is left to
 * answer). The budget is taken as bytes come. A body's part of it is the caller's to give back, at the delivery's end.
 */
export function collect(
  request: IncomingMessage & Partial<BodySource>,
  maxBodySize: number,
  budget: BufferBudget,
): Promise<Buffer | Outcome | undefined> {
  return new Promise((resolve) => {
    const body = new Body(maxBodySize, budget, resolve);
    if (request.handTo) request.handTo(body);
    else listen(request, body);
  });
}

/** The listeners stay: taking them off costs more than this, and without one a reset behind a refusal would throw. */
function listen(request: IncomingMessage, body: BodySink): void {
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
  readonly #resolve: (body: Buffer | Outcome | undefined) => void;

  constructor(max: number, budget: BufferBudget, resolve: (body: Buffer | Outcome | undefined) => void) {
    this.#max = max;
    this.#budget = budget;
    this.#resolve = resolve;
  }

  data(chunk: Buffer): boolean {
    // Once refused, the rest may pass by: that is how a source gets to read its answer.
    if (this.#done) return true;
    const budget = this.#budget;
    this.#size += chunk.length;
    budget.used += chunk.length;
    if (this.#size > this.#max) return this.#refuse(new Outcome('too_large', { reason: 'body' }));
    if (budget.used > budget.max)
      return this.#refuse(new Outcome('overloaded', { reason: 'buffered_bytes' }));
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

  #refuse(outcome: Outcome): boolean {
    this.#budget.used -= this.#size;
    this.#over(outcome);
    return false;
  }

  #over(body: Buffer | Outcome | undefined): void {
    this.#done = true;
    this.#first = undefined;
    this.#more = undefined;
    this.#resolve(body);
  }
}
