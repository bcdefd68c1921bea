/** Causes that a refusal's own reason tells, without trying anything. */
import type { Delivery } from '../model/delivery.js';
import { informationHeader } from '../schemes/engine/headers.js';
import type { Scheme } from '../schemes/spec.js';
import { readTime } from '../schemes/text/time-text.js';
import type { RefusalReason } from '../schemes/engine/verify.js';
import { formatDuration } from '../model/units.js';
import { queryPairs } from '../schemes/engine/signed-url.js';
import { signatureTexts } from './search.js';

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
  const { time } = scheme;
  const sent =
    time?.header === undefined
      ? undefined
      : informationHeader(delivery.rawHeaders, time.header.toLowerCase());
  switch (reason) {
    case 'missing_signature':
      return [
        cause(
          reason,
          'The delivery carries no signature of this scheme.',
          scheme.signature?.json === undefined
            ? `no header ${headerNames(scheme)}`
            : `nothing at ${scheme.signature.json} in the body`,
        ),
      ];
    case 'missing_time':
    case 'missing_id':
      return [
        cause(
          reason,
          'A header that is part of what is signed is missing.',
          `expected ${[scheme.idHeader, time?.header].filter(Boolean).join(' and ')}`,
        ),
      ];
    case 'repeated_header':
      return [
        cause(
          reason,
          'A header that counts came more than once; a proxy may have added it again.',
          'the names repeat in the headers',
        ),
      ];
    case 'conflicting_headers':
      return [
        cause(
          reason,
          'Two header families came along and contradict each other.',
          Object.entries(scheme.twins ?? {})
            .map((pair) => pair.join(' / '))
            .join(', '),
        ),
      ];
    case 'query_unexpected':
      return [
        cause(
          reason,
          'The query holds more than this route allows (source.signedQuery), or less than its publicUrl says.',
          delivery.target.includes('?')
            ? `received: ${namesOfQuery(delivery.target)}`
            : 'received without a query',
        ),
      ];
    case 'form_incomplete':
      return [
        cause(
          reason,
          'A field that every genuine form of this provider has is missing in the body.',
          `expected ${(scheme.signature?.formHas ?? []).join(', ')}`,
        ),
      ];
    case 'unreadable_event':
      return [
        cause(
          reason,
          "The event's name is not signed and not written as this provider writes one.",
          `expected once, in its shape: ${(scheme.event ?? [])
            .flatMap((place) => ('header' in place ? [place.header] : []))
            .join(', ')}`,
        ),
      ];
    case 'unreadable_time':
      return sent !== undefined && /^\d{13}$/.test(sent)
        ? [
            cause(
              'time_in_ms',
              'The time is in milliseconds; the scheme has seconds.',
              `${time?.header ?? ''}: ${sent}`,
            ),
          ]
        : [
            cause(
              reason,
              `The time is not in a format of the scheme (${time?.formats.join(', ') ?? ''}).`,
              `sent: ${sent ?? '?'}`,
            ),
          ];
    case 'unreadable_id':
      return [
        cause(
          reason,
          'The message id holds a dot, a blank, a comma or other characters that make the signed text ambiguous.',
          scheme.idHeader ?? '',
        ),
      ];
    case 'too_old':
    case 'too_new':
      return [staleness(scheme, delivery, reason)];
    case 'unknown_version':
      return [
        cause(
          reason,
          'The signature is of a version or tag the scheme does not know.',
          signatureTexts(scheme, delivery).map(shapeOf).join(' | '),
        ),
      ];
    case 'body_not_json':
      return [
        cause(
          reason,
          'The body is not JSON (an object or array), which this scheme insists on.',
          `${delivery.body.length} bytes`,
        ),
      ];
    case 'body_not_text':
      return [
        cause(
          reason,
          'The body is not plain text (UTF-8 without NUL), which this scheme insists on.',
          `${delivery.body.length} bytes`,
        ),
      ];
    case 'unreadable_signature':
    case 'mismatch':
      return [];
  }
}

function staleness(scheme: Scheme, delivery: Delivery, reason: 'too_old' | 'too_new'): Cause {
  const texts = [scheme.time?.header].map(
    (name) => name && informationHeader(delivery.rawHeaders, name.toLowerCase()),
  );
  const inList = /(?:^|[,; ])(?:t|ts|time|timestamp)=([^,; ]+)/.exec(
    signatureTexts(scheme, delivery).join(','),
  )?.[1];
  const at = readTime(texts[0] ?? inList ?? '', scheme.time?.formats ?? []);
  const seconds = at === undefined ? undefined : Math.round(Math.abs(delivery.receivedAt - at) / 1000);
  const how = seconds === undefined ? '' : `, by ${formatDuration(seconds * 1000)}`;
  return cause(
    'stale',
    reason === 'too_old'
      ? `The signature holds, but its time is too old${how}.`
      : `The signature holds, but its time lies ahead${how}; a clock is wrong.`,
    `tolerance ${JSON.stringify(scheme.time?.tolerance)}; use --now to verify as of another moment`,
  );
}

export function cause(word: string, text: string, evidence: string): Cause {
  return { cause: word, text, evidence };
}

function headerNames({ signature }: Scheme): string {
  return signature?.header ?? signature?.headers?.join(' / ') ?? signature?.json ?? '';
}

export function expectedForm({ signature }: Scheme): string {
  const { prefix = '', encoding = 'hex', entries } = signature ?? {};
  return entries
    ? `entries such as ${Object.keys(entries.tags)[0] ?? ''}${entries.assign}<${encoding}>, separated by "${entries.separator}"`
    : `${prefix}<${encoding}>${signature?.prefixOptional ? ' or without the prefix' : ''}`;
}

/** A signature's shape without its digest: it may be a genuine one. */
export function shapeOf(text: string): string {
  return text.replace(/[A-Za-z0-9+/_-]{20,}={0,2}/g, (digest) => `<${digest.length} characters>`);
}

/** Names alone: the values may be a customer's. */
function namesOfQuery(target: string): string {
  return queryPairs(target)
    .map(([name]) => name)
    .join(', ');
}
