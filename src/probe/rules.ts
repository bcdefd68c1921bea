/** The conformance set: deliveries every receiver of a scheme must take, and those it must refuse, with the advice for each. */
import type { RandomHex } from '../model/ids.js';
import type { Key } from '../schemes/engine/keys.js';
import type { Scheme } from '../schemes/spec.js';
import { createSigner } from '../schemes/engine/sign.js';
import { signatureHeaderNames } from '../schemes/engine/signatures.js';
import { duration } from '../model/units.js';
import { testBody } from './test-body.js';

/** What an answer must be for the rule to be kept. */
export type Expectation =
  /** 2xx. */
  | 'taken'
  /** 4xx: refused for good reason, and not by falling over. */
  | 'refused'
  /** 2xx, or a status after which the provider tries again. */
  | 'taken_or_retried'
  /** Anything but 5xx, a broken connection or silence. */
  | 'answered';

export interface Shot {
  readonly headers: readonly string[];
  readonly body: Buffer;
  readonly pauseMs?: number;
}

export interface Rule {
  readonly name: string;
  readonly expects: Expectation;
  readonly advice: string;
  /** Sent one after the other, or at once; the last answers count, all of them with `atOnce`. */
  readonly shots: readonly Shot[];
  readonly atOnce?: boolean;
}

export interface RuleInput {
  readonly scheme: Scheme;
  readonly keys: readonly Key[];
  readonly url: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly randomHex: RandomHex;
}

const RAW =
  'verify over the bytes received, before any parsing; a framework that parses first must keep them';
const STRICT =
  'check the form of the signature strictly before decoding it: decoders stop silently at a bad character';
const NO_CRASH =
  'refuse with a 4xx before comparing: a missing or short signature must not reach timingSafeEqual';

export function conformanceRules(input: RuleInput): readonly Rule[] {
  const { scheme } = input;
  const plain = shot(input, {});
  const pretty = shot(input, { body: (text) => JSON.stringify(JSON.parse(text), undefined, 2) + '\n' });
  const rules: Rule[] = [
    {
      name: 'a genuine delivery is taken',
      expects: 'taken',
      shots: [plain],
      advice: 'check the secret and the scheme; `explain` says more',
    },
    {
      name: 'its retry is answered as taken',
      expects: 'taken',
      shots: [plain],
      advice: 'answer a duplicate with 2xx: an error makes the provider send it again and again',
    },
    { name: 'pretty-printed JSON is taken', expects: 'taken', shots: [pretty], advice: RAW },
    {
      name: 'characters beyond ASCII are taken',
      expects: 'taken',
      shots: [shot(input, { text: 'Zoë 🎉 \u2028' })],
      advice: RAW,
    },
    {
      name: 'two at once are taken, or asked to come again',
      expects: 'taken_or_retried',
      shots: Array<Shot>(2).fill(shot(input, {})),
      atOnce: true,
      advice:
        'answer the second with 2xx once the first is done, or with 503; never with a status the provider takes as final',
    },
    {
      name: 'a slow upload is taken',
      expects: 'taken',
      shots: [{ ...shot(input, {}), pauseMs: 1_500 }],
      advice: 'wait for the whole body before verifying',
    },
    {
      name: 'a large delivery (256 KB) is answered',
      expects: 'answered',
      shots: [shot(input, { padding: 256 * 1024 })],
      advice: 'raise the body limit to what the provider sends, or answer 413',
    },
    {
      name: 'another content type is answered',
      expects: 'answered',
      shots: [shot(input, { contentType: 'text/plain' })],
      advice: 'capture the raw body for every content type, not for JSON alone',
    },
    {
      name: 'a body that is not JSON is answered',
      expects: 'answered',
      shots: [shot(input, { raw: Buffer.from('not json') })],
      advice: 'verify first, then parse, and answer 4xx where parsing fails',
    },
    {
      name: 'a body that is not UTF-8 is answered',
      expects: 'answered',
      shots: [shot(input, { raw: Buffer.from([0x22, 0xff, 0xfe, 0x22]) })],
      advice: 'hash bytes, not text',
    },
    {
      name: 'a forgery (other secret) is refused',
      expects: 'refused',
      shots: [forged(input)],
      advice: 'compare the signature, and refuse with 401',
    },
    {
      name: 'a changed body is refused',
      expects: 'refused',
      shots: [{ ...plain, body: Buffer.from(plain.body.toString().replace('"test":true', '"test":null')) }],
      advice: RAW,
    },
    {
      name: 'a delivery without signature is refused',
      expects: 'refused',
      shots: [without(scheme, plain)],
      advice: NO_CRASH,
    },
    {
      name: 'an empty signature is refused',
      expects: 'refused',
      shots: [withSignature(scheme, plain, () => '')],
      advice: NO_CRASH,
    },
    {
      name: 'a truncated signature is refused',
      expects: 'refused',
      shots: [withSignature(scheme, plain, (text) => text.slice(0, -8))],
      advice: NO_CRASH,
    },
    {
      name: 'a signature with a tail is refused',
      expects: 'refused',
      shots: [withSignature(scheme, plain, (text) => `${text}zz`)],
      advice: STRICT,
    },
    {
      name: 'a repeated signature header is refused',
      expects: 'refused',
      shots: [repeated(scheme, plain)],
      advice: 'refuse a header that counts and comes twice: frameworks join the values, or pick one',
    },
  ];
  if (scheme.time && scheme.time.tolerance !== 'off') rules.push(...timeRules(input));
  return rules;
}

function timeRules(input: RuleInput): readonly Rule[] {
  const { tolerance = '5m' } = input.scheme.time ?? {};
  const { past, future } = typeof tolerance === 'string' ? { past: tolerance, future: tolerance } : tolerance;
  const margin = 60_000;
  const rules: Rule[] = [
    {
      name: 'a stale delivery is refused',
      expects: 'refused',
      shots: [shot(input, { at: input.now - duration(past) - margin })],
      advice: `refuse signed times older than ${past}: whoever caught one delivery could send it again for ever`,
    },
  ];
  if (future !== undefined) {
    rules.push({
      name: 'a delivery from the future is refused',
      expects: 'refused',
      shots: [shot(input, { at: input.now + duration(future) + margin })],
      advice: `refuse signed times more than ${future} ahead`,
    });
  }
  return rules;
}

interface Wish {
  readonly at?: number;
  readonly text?: string;
  readonly padding?: number;
  readonly raw?: Buffer;
  readonly contentType?: string;
  readonly body?: (text: string) => string;
  readonly keys?: readonly Key[];
}

function shot(input: RuleInput, wish: Wish): Shot {
  const { at = input.now, contentType = 'application/json' } = wish;
  const id = `msg_test_${input.randomHex(12)}`;
  const text = testBody(input.scheme.envelope, at, input.randomHex, wish);
  const body = wish.raw ?? Buffer.from(wish.body ? wish.body(text) : text);
  const headers = ['Content-Type', contentType, 'User-Agent', 'standard-webhooks-gateway/probe'];
  createSigner(input.scheme, wish.keys ?? input.keys, input.url)(
    { id, event: 'webhook.test', body },
    at,
    headers,
  );
  return { headers, body };
}

/** Genuine in everything but one digit of the digest: no key of ours could make it. */
function forged(input: RuleInput): Shot {
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

function without(scheme: Scheme, { headers, body }: Shot): Shot {
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    if (!isSignature(scheme, headers[i] ?? '')) kept.push(headers[i] ?? '', headers[i + 1] ?? '');
  }
  return { headers: kept, body };
}

function withSignature(scheme: Scheme, { headers, body }: Shot, change: (text: string) => string): Shot {
  return {
    body,
    headers: headers.map((text, i) =>
      i % 2 === 1 && isSignature(scheme, headers[i - 1] ?? '') ? change(text) : text,
    ),
  };
}

function repeated(scheme: Scheme, { headers, body }: Shot): Shot {
  const at = headers.findIndex((name, i) => i % 2 === 0 && isSignature(scheme, name));
  return {
    body,
    headers: [...headers, headers[at] ?? '', (headers[at + 1] ?? '').replace(/[0-9a-f]/gi, '0')],
  };
}
