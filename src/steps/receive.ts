/**
 * Step: the body's bytes, as they came. Limits hold while it is collected, not after; nothing is decoded or inflated.
 */
import type { IncomingMessage } from 'node:http';
import type { RawHeaders } from '../delivery.js';
import { Outcome } from '../outcome.js';
import { REPEATED, headerOf } from '../schemes/headers.js';
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

/**
 * @returns the body, or why there is none; `undefined` where the source went away before the end (nobody is left to
 * answer). The budget is taken as bytes come. A body's part of it is the caller's to give back, at the delivery's end.
 */
export function collect(
  request: IncomingMessage,
  maxBodySize: number,
  budget: BufferBudget,
): Promise<Buffer | Outcome | undefined> {
  return new Promise((resolve) => {
    let first: Buffer | undefined;
    let more: Buffer[] | undefined;
    let size = 0;
    // The listeners stay: taking them off costs more than this, and without one a reset behind a refusal would throw.
    let done = false;

    request.on('data', onData);
    request.on('end', onEnd);
    request.on('close', onClose);
    request.on('error', onClose);

    function onData(chunk: Buffer): void {
      if (done) return;
      size += chunk.length;
      budget.used += chunk.length;
      if (size > maxBodySize) {
        stop(new Outcome('too_large', { reason: 'body' }));
      } else if (budget.used > budget.max) {
        stop(new Outcome('overloaded', { reason: 'buffered_bytes' }));
      } else if (first === undefined) {
        first = chunk;
      } else {
        more ??= [first];
        more.push(chunk);
      }
    }

    function stop(outcome: Outcome): void {
      budget.used -= size;
      request.pause();
      end(outcome);
    }

    function onEnd(): void {
      if (!done) end(more ? Buffer.concat(more, size) : (first ?? Buffer.alloc(0)));
    }

    function onClose(): void {
      if (done) return;
      budget.used -= size;
      end(undefined);
    }

    function end(body: Buffer | Outcome | undefined): void {
      done = true;
      first = undefined;
      more = undefined;
      resolve(body);
    }
  });
}
