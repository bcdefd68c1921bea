/** Recorded deliveries as the vector files have them, read into what the verifier takes. */
import { readFileSync } from 'node:fs';
import { readKey } from '../../src/schemes/engine/keys.js';
import type { Scheme } from '../../src/schemes/spec.js';
import { createVerifier, type Refusal, type Verified } from '../../src/schemes/engine/verify.js';
import { readProviderFiles, type VectorEntry } from './provider-files.js';

export interface Recorded {
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Epoch seconds. */
  readonly now: number;
}

export interface Vector extends Omit<VectorEntry, 'body' | 'scheme'>, Recorded {
  /** The name of a scheme, or of the provider. */
  readonly provider: string;
  readonly body: Buffer;
}

/** As they come from outside. */
type OutsideEntry = Omit<VectorEntry, 'scheme'> & { readonly provider: string };

/** Those from outside, which stay as they came, and those of the providers' own files. */
export function readVectors(): readonly Vector[] {
  const outside = readJson('../vectors/vectors.json') as OutsideEntry[];
  const own = readProviderFiles().flatMap(({ vectors }) =>
    vectors.map(({ scheme, ...rest }) => ({ ...rest, provider: scheme })),
  );
  return [...outside, ...own].map((entry) => ({ ...entry, body: Buffer.from(entry.body) }));
}

export interface RecordedDelivery extends Recorded {
  /** Its place in the file. */
  readonly index: number;
  readonly file: string;
  readonly system: string;
  readonly valid: boolean;
  /** What to do is the gateway's choice, not the format's. */
  readonly policy: boolean;
  readonly why: string;
  readonly expect: {
    readonly type?: string;
    readonly dedupeKey?: string;
    readonly bodyNotParsable?: true;
    readonly headerMismatch?: true;
  };
}

interface DeliveryEntry extends Omit<RecordedDelivery, 'body' | 'expect' | 'policy' | 'index'> {
  readonly bodyOverride?: { readonly base64: string };
  readonly policy?: boolean;
  readonly expect?: RecordedDelivery['expect'];
}

export function readDeliveries(): readonly RecordedDelivery[] {
  return (readJson('../payloads/deliveries.json') as DeliveryEntry[]).map((entry, index) => ({
    ...entry,
    index,
    policy: entry.policy ?? false,
    expect: entry.expect ?? {},
    body: entry.bodyOverride
      ? Buffer.from(entry.bodyOverride.base64, 'base64')
      : readFileSync(new URL(`../payloads/${entry.file}`, import.meta.url)),
  }));
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}

interface Wire extends Recorded {
  readonly method?: string;
  readonly owner?: VectorEntry['owner'];
  /** The public one, with its query. */
  readonly url?: string;
}

export function verifyVector(
  scheme: Scheme,
  { secret, owner, headers, body, now, method, url }: Wire,
): Verified | Refusal {
  return createVerifier(scheme, [readKey(scheme, secret)], { publicUrl: url, owner })({
    method: method ?? 'POST',
    target: '',
    rawHeaders: Object.entries(headers).flat(),
    body,
    receivedAt: now * 1000,
  });
}
