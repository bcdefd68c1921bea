/** What the conformance set sends: genuine deliveries of a scheme, and what they become when somebody tampers. */
import type { RandomHex } from '../model/ids.js';
import type { Key } from '../schemes/engine/keys.js';
import { createSigner } from '../schemes/engine/sign.js';
import { signatureHeaderNames } from '../schemes/engine/signatures.js';
import type { Scheme } from '../schemes/spec.js';
import { testBody, testEventOf } from './test-body.js';
import type { EpochMs } from '../model/time.js';

export interface Shot {
  readonly headers: readonly string[];
  readonly body: Buffer;
  readonly pauseMs?: number;
}

export interface ShotInput {
  readonly scheme: Scheme;
  readonly keys: readonly Key[];
  readonly url: string;
  /** Epoch milliseconds. */
  readonly now: EpochMs;
  readonly randomHex: RandomHex;
}

interface Wish {
  readonly at?: EpochMs;
  readonly text?: string;
  readonly padding?: number;
  readonly raw?: Buffer;
  readonly contentType?: string;
  readonly body?: (text: string) => string;
}

export function shot(input: ShotInput, wish: Wish): Shot {
  const { at = input.now, contentType = 'application/json' } = wish;
  const id = `msg_test_${input.randomHex(12)}`;
  const text = testBody(input.scheme.envelope, at, input.randomHex, {
    text: wish.text,
    padding: wish.padding,
  });
  const body = wish.raw ?? Buffer.from(wish.body ? wish.body(text) : text);
  const headers = ['Content-Type', contentType, 'User-Agent', 'standard-webhooks-gateway/probe'];
  createSigner(input.scheme, input.keys, input.url)(
    { id, event: testEventOf(input.scheme), body },
    at,
    headers,
  );
  return { headers, body };
}

/** Genuine in everything but one digit of the digest: no key of ours could make it. */
export function forged(input: ShotInput): Shot {
  return withSignature(input.scheme, shot(input, {}), (text) =>
    text.replace(/[A-Za-z0-9+/_-]{20,}/g, (digest) =>
      digest.replace(/^./, (first) => (first === '0' ? '1' : '0')),
    ),
  );
}

function isSignature(scheme: Scheme, name: string): boolean {
  return signatureHeaderNames(scheme.signature ?? {}).some(
    (header) => header.toLowerCase() === name.toLowerCase(),
  );
}

export function without(scheme: Scheme, { headers, body }: Shot): Shot {
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    if (!isSignature(scheme, headers[i] ?? '')) kept.push(headers[i] ?? '', headers[i + 1] ?? '');
  }
  return { headers: kept, body };
}

export function withSignature(
  scheme: Scheme,
  { headers, body }: Shot,
  change: (text: string) => string,
): Shot {
  return {
    body,
    headers: headers.map((text, i) =>
      i % 2 === 1 && isSignature(scheme, headers[i - 1] ?? '') ? change(text) : text,
    ),
  };
}

export function repeated(scheme: Scheme, { headers, body }: Shot): Shot {
  const at = headers.findIndex((name, i) => i % 2 === 0 && isSignature(scheme, name));
  return {
    body,
    headers: [...headers, headers[at] ?? '', (headers[at + 1] ?? '').replace(/[0-9a-f]/gi, '0')],
  };
}
