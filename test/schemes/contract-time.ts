/** Contract: signed times. Bad texts come under a genuine signature: only their form can refuse them. */
import { expect } from 'vitest';
import type { Scheme, TimeFormat } from '../../src/schemes/spec.js';
import { duration } from '../../src/model/units.js';
import type { Case, Exception } from './contract-case.js';
import { timeFirstInARow } from './contract-row.js';
import {
  added,
  genuine,
  led,
  NOW,
  signatureText,
  timeText,
  valueOf,
  verdictOn,
  withField,
  withMember,
  without,
  withSignature,
  withTime,
  type Sent,
  type Subject,
} from './harness.js';

const YEAR = 365 * 86_400_000;

const token: Exception = {
  when: ({ signature }) => signature.jwt !== undefined,
  because: 'a token brings the times between which it holds',
  check(subject) {
    for (const now of [NOW - 30_000, NOW, NOW + 300_000]) {
      expect(verdictOn(subject, genuine(subject), { now }), String(now - NOW)).toBe('accepted');
    }
    expect(verdictOn(subject, genuine(subject), { now: NOW - 90_000 })).toBe('too_new');
    expect(verdictOn(subject, genuine(subject), { now: NOW + 400_000 })).toBe('too_old');
    const { otherSecret } = subject;
    expect(verdictOn(subject, genuine(subject), { now: NOW + YEAR, secrets: [otherSecret] })).toBe(
      'mismatch',
    );
  },
};

const noTime: Exception = {
  when: ({ scheme }) => scheme.time === undefined,
  because: 'no time is signed, so none can make a delivery stale',
  check(subject) {
    for (const now of [NOW - 10 * YEAR, NOW, NOW + 10 * YEAR]) {
      expect(verdictOn(subject, genuine(subject), { now })).toBe('accepted');
    }
  },
};

const anyTime: Exception = {
  when: ({ scheme }) => scheme.time?.tolerance === 'off',
  because: 'the provider signs its retries with the first time, so any signed time is taken',
  check(subject) {
    for (const at of [NOW - 10 * YEAR, NOW, NOW + 10 * YEAR]) {
      expect(verdictOn(subject, signedAt(subject, at))).toBe('accepted');
    }
  },
};

function limits({ time }: Scheme): { past: number; future: number | undefined } {
  const tolerance = time?.tolerance ?? '0s';
  if (typeof tolerance === 'string') return { past: duration(tolerance), future: duration(tolerance) };
  const { past, future } = tolerance;
  return { past: duration(past), future: future === undefined ? undefined : duration(future) };
}

/** Ages are counted in whole seconds. */
const SECOND = Math.floor(NOW / 1000) * 1000;

function signedAt(subject: Subject, at: number): Sent {
  return genuine(subject, { at });
}

/** What no scheme takes for a time, whatever formats it knows. */
const NO_TIMES = (seconds: string): readonly string[] => [
  ...[
    'hello',
    'not-a-number',
    'NaN',
    'Infinity',
    '0',
    '-1',
    'null',
    'undefined',
    'Fri 11 Jun 2026 17:42:11 UTC',
    'Thu 11 Jun 2026 17:42:11 CET',
  ],
  ...[`${seconds}abc`, `${seconds}.0`, `${seconds}.5`, `+${seconds}`, `-${seconds}`, `0${seconds}`],
  ...[` ${seconds}`, `${seconds} `, `${seconds}\t`, `0x${seconds}`, `${seconds}e0`, `1.7e9`, `${seconds}{`],
  ...[`${seconds}, ${seconds}`, seconds.slice(1), seconds.slice(0, -1), `${seconds}0`, `${seconds}000000`],
  ...[seconds.replace(/\d$/, '\u0665'), `${seconds.slice(0, -3)}_${seconds.slice(-3)}`],
];

const FORMATS: readonly TimeFormat[] = ['s', 'ms', 'iso', 'iso-utc', 'utc-date', 'http-date'];

/** The older of the two takes a date as HTTP writes it too. */
function isLike(format: TimeFormat, formats: readonly TimeFormat[]): boolean {
  return format === 'http-date' && formats.includes('utc-date');
}

/** The same moment as no format of the scheme has it. */
const FOREIGN_FORMATS = (formats: readonly TimeFormat[]): readonly string[] => [
  ...FORMATS.filter((format) => !formats.includes(format) && !isLike(format, formats)).map((format) =>
    timeText(format, NOW),
  ),
  ...['2026-06-11', '2026-06-11 17:42:11Z', '2026-02-30T00:00:00Z', '2026-02-30T00:00:00'],
];

function withoutTime(subject: Subject, sent: Sent): Sent {
  const { header, json, field } = subject.scheme.time ?? {};
  if (field !== undefined) return withField(sent, field, undefined);
  if (header !== undefined) return without(sent, header);
  if (json !== undefined) return withMember(subject, sent, json, undefined);
  const { separator = ',', assign = '=', time } = subject.signature.entries ?? {};
  const text = signatureText(subject, sent);
  if (time === undefined)
    return withSignature(subject, sent, text.slice(text.indexOf(separator) + separator.length));
  const others = text.split(separator).filter((entry) => !entry.startsWith(time + assign));
  return withSignature(subject, sent, others.join(separator));
}

export const timeCases: readonly Case[] = [
  {
    promise: 'a delivery exactly as old or as new as the tolerance is accepted, one second beyond is stale',
    check(subject) {
      const { past, future } = limits(subject.scheme);
      expect(verdictOn(subject, signedAt(subject, SECOND - past))).toBe('accepted');
      expect(verdictOn(subject, signedAt(subject, SECOND - past - 1000))).toBe('too_old');
      expect(verdictOn(subject, signedAt(subject, SECOND + (future ?? YEAR)))).toBe('accepted');
      if (future !== undefined) {
        expect(verdictOn(subject, signedAt(subject, SECOND + future + 1000))).toBe('too_new');
      }
    },
    unless: [token, noTime, anyTime],
  },
  {
    promise: "a tolerance of the route replaces the scheme's, and with `off` any signed time passes",
    check(subject) {
      const tolerance = { past: 10_000, future: 0 };
      expect(verdictOn(subject, signedAt(subject, SECOND - 10_000), { tolerance })).toBe('accepted');
      expect(verdictOn(subject, signedAt(subject, SECOND - 11_000), { tolerance })).toBe('too_old');
      expect(verdictOn(subject, signedAt(subject, SECOND + 1_000), { tolerance })).toBe('too_new');
      for (const at of [NOW - 10 * YEAR, NOW + 10 * YEAR]) {
        expect(verdictOn(subject, signedAt(subject, at), { tolerance: 'off' })).toBe('accepted');
      }
    },
    unless: [token, noTime],
  },
  {
    promise: 'a delivery signed in this very second is never too new, in whatever format its time is written',
    check(subject) {
      for (const format of subject.scheme.time?.formats ?? []) {
        const sent = genuine(subject, { time: timeText(format, NOW) });
        expect(verdictOn(subject, sent, { tolerance: { past: 0, future: 0 } }), format).toBe('accepted');
      }
    },
    unless: [token, noTime],
  },
  {
    promise: 'staleness is told to nobody whose signature is not genuine',
    check(subject) {
      const stale = signedAt(subject, NOW - YEAR);
      const tolerance = { past: 10_000, future: 0 };
      expect(verdictOn(subject, stale, { tolerance })).toBe('too_old');
      expect(verdictOn(subject, stale, { tolerance, secrets: [subject.otherSecret] })).toBe('mismatch');
    },
    unless: [token, noTime],
  },
  {
    promise: 'another time than the signed one is refused, be it a second apart',
    check(subject) {
      const [format = 's'] = subject.scheme.time?.formats ?? [];
      for (const at of [NOW - 1000, NOW + 1000]) {
        expect(verdictOn(subject, withTime(subject, genuine(subject), timeText(format, at)))).toBe(
          'mismatch',
        );
      }
    },
    unless: [token, noTime],
  },
  {
    promise: 'a missing or empty time is told so',
    check(subject) {
      expect(verdictOn(subject, withTime(subject, genuine(subject), ''))).toBe('missing_time');
      expect(verdictOn(subject, withoutTime(subject, genuine(subject)))).toBe('missing_time');
      const undefinedSigned = genuine(subject, { time: 'undefined' });
      expect(verdictOn(subject, withoutTime(subject, undefinedSigned))).toBe('missing_time');
    },
    unless: [token, noTime, timeFirstInARow],
  },
  {
    promise: 'a time header that comes twice is refused',
    check(subject) {
      const header = subject.scheme.time?.header ?? '';
      const sent = genuine(subject);
      expect(verdictOn(subject, added(sent, header, valueOf(sent, header)))).toBe('repeated_header');
      expect(verdictOn(subject, led(sent, header.toUpperCase(), ''))).toBe('repeated_header');
    },
    unless: [
      {
        when: ({ scheme }) => scheme.time?.header === undefined,
        because: 'the time has no header of its own, so a further one changes nothing',
        check(subject) {
          const sent = added(genuine(subject), 'X-Webhook-Timestamp', '1', 'webhook-timestamp', '1');
          expect(verdictOn(subject, sent)).toBe('accepted');
        },
      },
    ],
  },
  {
    promise: 'of two times in one list the first counts, so a second cannot make a delivery younger',
    check(subject) {
      const { entries } = subject.signature;
      const tolerance = { past: 10_000, future: 10_000 };
      const list = signatureText(subject, signedAt(subject, NOW - YEAR));
      const [format = 's'] = subject.scheme.time?.formats ?? [];
      const now = `${entries?.time ?? ''}${entries?.assign ?? ''}${timeText(format, NOW)}`;
      const join = (...parts: string[]): Sent =>
        withSignature(subject, genuine(subject), parts.join(entries?.separator));
      expect(verdictOn(subject, join(list, now), { tolerance })).toBe('too_old');
      expect(verdictOn(subject, join(now, list), { tolerance })).toBe('mismatch');
    },
    unless: [
      timeFirstInARow,
      {
        when: ({ signature }) => signature.entries?.time === undefined,
        because: 'the time stands in no list, and an entry `t=` in the signature is not read',
        check(subject) {
          const text = `t=1781199731,${signatureText(subject, genuine(subject))}`;
          const { entries, list } = subject.signature;
          const { separator, assign } = entries ?? { assign: '=', separator: list?.separator };
          // Where it is an entry at all, it is one nobody knows.
          const expected = separator === ',' && assign === '=';
          const verdict = verdictOn(subject, withSignature(subject, genuine(subject), text));
          expect(verdict === 'accepted').toBe(expected);
        },
      },
    ],
  },
  {
    promise: 'only a strictly written time is a time, even under a genuine signature',
    check(subject) {
      const formats = subject.scheme.time?.formats ?? [];
      const texts = [...NO_TIMES(timeText('s', NOW)), ...FOREIGN_FORMATS(formats)];
      // Separators, and blanks around an entry, belong to a list and not to the time in it.
      const { entries } = subject.signature;
      const carried = texts.filter(
        (text) =>
          !(formats.includes('digits-ms') && /^\d{1,15}$/.test(text)) &&
          (entries?.time === undefined || (text === text.trim() && !text.includes(entries.separator.trim()))),
      );
      expect(carried.length).toBeGreaterThan(20);
      for (const time of carried) {
        const verdict = verdictOn(subject, genuine(subject, { time }), { tolerance: 'off' });
        expect(verdict, time).toBe('unreadable_time');
      }
    },
    unless: [token, noTime],
  },
];
