/** Causes that follow from a refusal's own reason; nothing is tried. */
import type { Delivery } from '../model/delivery.js';
import { digestHeaderHolds } from '../schemes/engine/digest-header.js';
import { SignedInput } from '../schemes/engine/input.js';
import { heldValues } from '../schemes/rules/held-values.js';
import type { Scheme, TimeFormat } from '../schemes/spec.js';
import { MOST_DEEP } from '../schemes/text/json-depth.js';
import { readTime } from '../schemes/text/time-text.js';
import type { RefusalReason } from '../schemes/engine/verify.js';
import { formatDuration } from '../model/units.js';
import { sentTime } from './sent-time.js';
import { signatureTexts } from './signature-texts.js';

export interface Cause {
  /** A closed word. */
  readonly cause: string;
  /** What is wrong. */
  readonly text: string;
  /** What shows it. */
  readonly evidence: string;
}

/** What the refusal's own reason tells. */
export function formCauses(scheme: Scheme, delivery: Delivery, reason: RefusalReason): readonly Cause[] {
  const told = TELLS[reason]?.(scheme, delivery, reason);
  return told ? [told] : [];
}

type Tell = (scheme: Scheme, delivery: Delivery, reason: RefusalReason) => Cause | undefined;

/** The reason's own word, a sentence, and what shows it. */
function as(text: string, evidence: (scheme: Scheme, delivery: Delivery) => string): Tell {
  return (scheme, delivery, reason) => cause(reason, text, evidence(scheme, delivery));
}

const MISSING_PART = as(
  'A header that is part of what is signed is missing.',
  ({ idHeader, time }) => `expected ${[idHeader, time?.header].filter(Boolean).join(' and ')}`,
);

/** Undefined where the reason alone tells nothing. */
const TELLS: Readonly<Record<RefusalReason, Tell | undefined>> = {
  missing_signature: as('The delivery carries no signature of this scheme.', (scheme) => {
    const { json, field } = scheme.signature ?? {};
    if (field !== undefined) return `no field ${field} in the body’s form`;
    return json === undefined ? `no header ${headerNames(scheme)}` : `nothing at ${json} in the body`;
  }),
  missing_time: MISSING_PART,
  missing_id: MISSING_PART,
  repeated_header: as(
    'A header that counts came more than once; a proxy may have added it again.',
    () => 'the names repeat in the headers',
  ),
  conflicting_headers: as(
    'The delivery has two header families that contradict each other.',
    ({ twins = {} }) =>
      Object.entries(twins)
        .map((pair) => pair.join(' / '))
        .join(', '),
  ),
  /** Told by who knows the route (url-causes.ts). */
  query_unexpected: undefined,
  form_incomplete: as(
    'A field that every genuine form of this provider has is missing in the body.',
    ({ signature }) => `expected ${(signature?.formHas ?? []).join(', ')}`,
  ),
  border_in_value: as(
    'A signed value holds the text that stands beside it, so the signature would fit two deliveries.',
    (scheme) =>
      heldValues(scheme)
        .map(({ written, borders }) => `${written} without ${borders.join(' ')}`)
        .join(', '),
  ),
  unreadable_event: as(
    "The event's name is not signed, and it is not written as this provider writes one.",
    ({ event = [] }) =>
      `header ${event.flatMap((place) => ('header' in place ? [place.header] : [])).join(', ')}`,
  ),
  unreadable_time: unreadableTime,
  unreadable_id: as(
    'The message id holds a dot, a blank, a comma or other characters that make the signed text ambiguous.',
    ({ idHeader = '' }) => idHeader,
  ),
  too_old: staleness,
  too_new: staleness,
  unknown_version: as(
    'The signature is of a version, tag or algorithm the scheme does not know.',
    (scheme, delivery) => {
      const { algorithmHeader } = scheme.signature ?? {};
      const names = Object.keys(algorithmHeader?.names ?? {}).join(' or ');
      const texts = signatureTexts(scheme, delivery).map(shapeOf).join(' | ');
      return algorithmHeader ? `${texts}; ${algorithmHeader.header} must be ${names}` : texts;
    },
  ),
  json_too_deep: as(
    'The body nests deeper than what is read before a signature has held.',
    (_scheme, { body }) => `more than ${MOST_DEEP} levels in ${body.length} bytes`,
  ),
  body_not_json: as(
    'The body is not JSON (an object or array), which this scheme insists on.',
    (_scheme, { body }) => `${body.length} bytes`,
  ),
  body_not_text: as(
    'The body is not plain text (UTF-8 without NUL), which this scheme insists on.',
    (_scheme, { body }) => `${body.length} bytes`,
  ),
  missing_key_id: as(
    'The delivery does not say which key it was signed with.',
    (scheme) => `expected it ${whereKeyIs(scheme)}`,
  ),
  unreadable_key_id: as(
    'The id of the key is not written as one: letters, digits and . _ : = + / - alone.',
    whereKeyIs,
  ),
  key_unpinned: as(
    'The delivery names an address for its key where this provider has none; nothing was fetched.',
    ({ keys = {} }) => `taken are https, no port and no query, at ${keyHosts(keys).join(', ')}`,
  ),
  unknown_key: as(
    'The host of the keys answered, and it has none of the id that this delivery names.',
    (scheme) => `the id stands ${whereKeyIs(scheme)}`,
  ),
  certificate_refused: as(
    'The certificate is not valid at this time, or does not lead to the roots of this route.',
    ({ keys }) => `roots: ${keys?.certificate?.roots ?? 'the file that keyRoots names'}`,
  ),
  owner_mismatch: as(
    'The signature is genuine, and the delivery is for another customer of this provider.',
    ({ owner = {} }) => `source.owner says what ours name: ${Object.keys(owner).join(', ')}`,
  ),
  unreadable_signature: undefined,
  mismatch: otherDigest,
};

/** The signature may hold: it covers a digest, and the body is another. */
function otherDigest(scheme: Scheme, { method, rawHeaders, body }: Delivery): Cause | undefined {
  const { bodyDigest } = scheme;
  if (!bodyDigest) return undefined;
  const input = new SignedInput({ method, rawHeaders, body, url: undefined, jsonField: undefined });
  if (digestHeaderHolds(bodyDigest, input)) return undefined;
  const { header, form = 'plain', algorithms } = bodyDigest;
  return cause(
    'body_digest',
    `The body is not the one whose digest stands in ${header}, or the digest is written in another way.`,
    `expected ${form === 'plain' ? '' : `${form} with `}${algorithms.join(' or ')} of ${body.length} bytes`,
  );
}

function whereKeyIs({ keys = {} }: Scheme): string {
  const { certificate, id, fetched } = keys;
  if (certificate) return `at ${certificate.header ?? certificate.json ?? ''}`;
  if (id) return `at ${Object.values(id).join('')}`;
  return fetched?.includes('{header:') === true ? `as ${fetched} says` : 'in the header of the token (kid)';
}

function keyHosts({ certificate, hosts }: NonNullable<Scheme['keys']>): readonly string[] {
  return certificate?.hosts ?? hosts ?? [];
}

function unreadableTime(scheme: Scheme, delivery: Delivery, reason: RefusalReason): Cause {
  const { time } = scheme;
  const sent = sentTime(scheme, delivery);
  const expected = (time?.formats ?? []).map((format) => FORMATS[format]).join(' or ');
  const where =
    time?.header ??
    time?.json ??
    time?.field ??
    scheme.signature?.entries?.time ??
    scheme.signature?.header ??
    '';
  const evidence = `${where}: ${sent ?? '?'}`;
  if (sent !== undefined && /^\d{13}$/.test(sent)) {
    return cause('time_in_ms', `The time is in milliseconds; the scheme has ${expected}.`, evidence);
  }
  if (sent !== undefined && /^\d{10}$/.test(sent)) {
    return cause('time_in_s', `The time is in seconds; the scheme has ${expected}.`, evidence);
  }
  return cause(reason, `The time is not in a format of the scheme, which has ${expected}.`, evidence);
}

/** For people. */
const FORMATS: Readonly<Record<TimeFormat, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  'digits-ms': 'milliseconds',
  iso: 'a time such as 2026-01-31T12:00:00Z',
  'iso-utc': 'a time such as 2026-01-31T12:00:00',
  'utc-date': 'a date such as Sat, 31 Jan 2026 12:00:00 GMT',
  'http-date': 'a date of HTTP such as Sat, 31 Jan 2026 12:00:00 GMT',
};

function staleness(scheme: Scheme, delivery: Delivery, reason: RefusalReason): Cause {
  const at = readTime(sentTime(scheme, delivery) ?? '', scheme.time?.formats ?? []);
  const seconds = at === undefined ? undefined : Math.round(Math.abs(delivery.receivedAt - at) / 1000);
  const how = seconds === undefined ? '' : `, by ${formatDuration(seconds * 1000)}`;
  return cause(
    'stale',
    reason === 'too_old'
      ? `The signature holds, but its time is too old${how}.`
      : `The signature holds, but its time lies ahead${how}; a clock is wrong.`,
    `${toleranceText(scheme)}; use --now to verify as of another moment`,
  );
}

function toleranceText({ time }: Scheme): string {
  if (!time) return "the token's own times decide";
  const { tolerance } = time;
  if (typeof tolerance === 'string') return `tolerance ${tolerance}`;
  const { past, future } = tolerance;
  return `tolerance ${past} back, ${future ?? 'any time'} ahead`;
}

export function cause(word: string, text: string, evidence: string): Cause {
  return { cause: word, text, evidence };
}

export function headerNames({ signature }: Scheme): string {
  return signature?.header ?? signature?.headers?.join(' / ') ?? signature?.json ?? signature?.field ?? '';
}

export function expectedForm({ signature }: Scheme): string {
  const { prefix = '', encoding = 'hex', entries, list } = signature ?? {};
  if (list) {
    const time = list.time === undefined ? '' : `<time>${list.separator}`;
    return `${time}${prefix}<${encoding}>, perhaps several, separated by "${list.separator}"`;
  }
  return entries
    ? `entries such as ${Object.keys(entries.tags)[0] ?? ''}${entries.assign}<${encoding}>, separated by "${entries.separator}"`
    : `${prefix}<${encoding}>${signature?.prefixOptional ? ' or without the prefix' : ''}`;
}

/** A signature's shape without its digest: it may be a genuine one. */
export function shapeOf(text: string): string {
  return text.replace(/[A-Za-z0-9+/_-]{20,}={0,2}/g, (digest) => `<${digest.length} characters>`);
}
