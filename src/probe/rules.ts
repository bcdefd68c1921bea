/** The conformance set: deliveries every receiver of a scheme must take, and those it must refuse, with the advice for each. */
import { duration } from '../model/units.js';
import { forged, repeated, shot, without, withSignature, type Shot, type ShotInput } from './shots.js';

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

export interface Rule {
  readonly name: string;
  readonly expects: Expectation;
  readonly advice: string;
  /** Sent one after the other, or at once; the last answers count, all of them with `atOnce`. */
  readonly shots: readonly Shot[];
  readonly atOnce?: boolean;
}

const RAW =
  'verify over the bytes received, before any parsing; a framework that parses first must keep them';
const STRICT =
  'check the form of the signature strictly before decoding it: decoders stop silently at a bad character';
const NO_CRASH =
  'refuse with a 4xx before comparing: a missing or short signature must not reach timingSafeEqual';

/** In the order in which docs/probe.md lists them. */
export function conformanceRules(input: ShotInput): readonly Rule[] {
  const { time } = input.scheme;
  const plain = shot(input, {});
  return [
    ...takenRules(input, plain),
    ...answeredRules(input),
    ...refusedRules(input, plain),
    ...(time && time.tolerance !== 'off' ? timeRules(input) : []),
  ];
}

/** Genuine, and worth a receiver's while. */
function takenRules(input: ShotInput, plain: Shot): readonly Rule[] {
  const pretty = shot(input, { body: (text) => JSON.stringify(JSON.parse(text), undefined, 2) + '\n' });
  return [
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
  ];
}

/** Genuine too, but of a kind that a receiver may turn away. */
function answeredRules(input: ShotInput): readonly Rule[] {
  return [
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
  ];
}

/** Forged, changed or damaged. */
function refusedRules(input: ShotInput, plain: Shot): readonly Rule[] {
  const { scheme } = input;
  return [
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
}

/** Genuine when they were signed, which is too long ago or not yet. */
function timeRules(input: ShotInput): readonly Rule[] {
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
