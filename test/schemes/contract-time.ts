/** Contract: signed times and signed ids. Bad texts come under a genuine signature: only their form can refuse them. */
import { expect } from 'vitest';
import type { Scheme } from '../../src/schemes/spec.js';
import { duration } from '../../src/units.js';
import type { Case, Exception } from './contract-case.js';
import {
  genuine,
  ID,
  NOW,
  replaced,
  signed,
  timeText,
  valueOf,
  verdictOn,
  withTime,
  without,
  type Subject,
} from './harness.js';

const YEAR = 365 * 86_400_000;

const noTime: Exception = {
  when: ({ scheme }) => scheme.time === undefined,
  because: 'no time is signed, so none can make a delivery stale',
  check(subject) {
    const headers = signed(subject);
    for (const now of [NOW - 10 * YEAR, NOW, NOW + 10 * YEAR]) {
      expect(verdictOn(subject, headers, { now })).toBe('accepted');
    }
  },
};

const noId: Exception = {
  when: ({ scheme }) => scheme.idHeader === undefined,
  because: 'no id header is signed, so none is looked at',
  check(subject) {
    for (const name of ['webhook-id', 'svix-id', 'X-Webhook-Id']) {
      expect(verdictOn(subject, [...genuine(subject), name, 'any.thing, at all'])).toBe('accepted');
    }
  },
};

function limits({ time }: Scheme): { past: number; future: number } {
  const tolerance = time?.tolerance ?? '0s';
  if (typeof tolerance === 'string') return { past: duration(tolerance), future: duration(tolerance) };
  return { past: duration(tolerance.past), future: duration(tolerance.future) };
}

/** Ages are counted in whole seconds. */
const SECOND = Math.floor(NOW / 1000) * 1000;

function signedAt(subject: Subject, at: number): string[] {
  return genuine(subject, { time: timeText(subject.scheme.time?.formats[0] ?? 's', at) });
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
    'Thu, 11 Jun 2026 17:42:11 GMT',
  ],
  ...[`${seconds}abc`, `${seconds}.0`, `${seconds}.5`, `+${seconds}`, `-${seconds}`, `0${seconds}`],
  ...[` ${seconds}`, `${seconds} `, `${seconds}\t`, `0x${seconds}`, `${seconds}e0`, `1.7e9`, `${seconds}{`],
  ...[`${seconds}, ${seconds}`, seconds.slice(1), seconds.slice(0, -1), `${seconds}0`, `${seconds}000000`],
  ...[seconds.replace(/\d$/, '\u0665'), `${seconds.slice(0, -3)}_${seconds.slice(-3)}`],
];

export const timeCases: readonly Case[] = [
  {
    promise: 'a delivery exactly as old or as new as the tolerance is accepted, one second beyond is stale',
    check(subject) {
      const { past, future } = limits(subject.scheme);
      expect(verdictOn(subject, signedAt(subject, SECOND - past))).toBe('accepted');
      expect(verdictOn(subject, signedAt(subject, SECOND - past - 1000))).toBe('too_old');
      expect(verdictOn(subject, signedAt(subject, SECOND + future))).toBe('accepted');
      expect(verdictOn(subject, signedAt(subject, SECOND + future + 1000))).toBe('too_new');
    },
    unless: noTime,
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
    unless: noTime,
  },
  {
    promise: 'a delivery signed in this very second is never too new, in whatever format its time is written',
    check(subject) {
      for (const format of subject.scheme.time?.formats ?? []) {
        const headers = genuine(subject, { time: timeText(format, NOW) });
        expect(verdictOn(subject, headers, { tolerance: { past: 0, future: 0 } }), format).toBe('accepted');
      }
    },
    unless: noTime,
  },
  {
    promise: 'staleness is told to nobody whose signature is not genuine',
    check(subject) {
      const stale = signedAt(subject, NOW - YEAR);
      expect(verdictOn(subject, stale)).toBe('too_old');
      expect(verdictOn(subject, stale, { secrets: [subject.otherSecret] })).toBe('mismatch');
    },
    unless: noTime,
  },
  {
    promise: 'another time than the signed one is refused, be it a second apart',
    check(subject) {
      const [format = 's'] = subject.scheme.time?.formats ?? [];
      for (const at of [NOW - 1000, NOW + 1000]) {
        expect(verdictOn(subject, withTime(subject, signed(subject), timeText(format, at)))).toBe('mismatch');
      }
    },
    unless: noTime,
  },
  {
    promise: 'a missing or empty time is told so',
    check(subject) {
      expect(verdictOn(subject, withTime(subject, signed(subject), ''))).toBe('missing_time');
      const { header } = subject.scheme.time ?? {};
      if (header === undefined) {
        const list = valueOf(signed(subject), subject.signature.header);
        const rest = list.slice(list.indexOf(subject.signature.entries?.separator ?? ',') + 1);
        const headers = replaced(signed(subject), subject.signature.header, rest);
        expect(verdictOn(subject, headers)).toBe('missing_time');
      } else {
        expect(verdictOn(subject, without(signed(subject), header))).toBe('missing_time');
        expect(verdictOn(subject, without(genuine(subject, { time: 'undefined' }), header))).toBe(
          'missing_time',
        );
      }
    },
    unless: noTime,
  },
  {
    promise: 'a time header that comes twice is refused',
    check(subject) {
      const header = subject.scheme.time?.header ?? '';
      const headers = signed(subject);
      expect(verdictOn(subject, [...headers, header, valueOf(headers, header)])).toBe('repeated_header');
      expect(verdictOn(subject, [header.toUpperCase(), '', ...headers])).toBe('repeated_header');
    },
    unless: {
      when: ({ scheme }) => scheme.time?.header === undefined,
      because: 'the time has no header of its own, so a further one changes nothing',
      check(subject) {
        const headers = [...genuine(subject), 'X-Webhook-Timestamp', '1', 'webhook-timestamp', '1'];
        expect(verdictOn(subject, headers)).toBe('accepted');
      },
    },
  },
  {
    promise: 'of two times in one list the first counts, so a second cannot make a delivery younger',
    check(subject) {
      const { header, entries } = subject.signature;
      const list = valueOf(signedAt(subject, NOW - YEAR), header);
      const now = `${entries?.time ?? ''}${entries?.assign ?? ''}${timeText('s', NOW)}`;
      const [behind, before] = [
        [list, now],
        [now, list],
      ].map((parts) => parts.join(entries?.separator));
      expect(verdictOn(subject, replaced(signed(subject), header, behind ?? ''))).toBe('too_old');
      expect(verdictOn(subject, replaced(signed(subject), header, before ?? ''))).toBe('mismatch');
    },
    unless: {
      when: ({ signature }) => signature.entries?.time === undefined,
      because: 'the time stands in no list, and an entry `t=` in the signature header is not read',
      check(subject) {
        const { header } = subject.signature;
        const value = `t=1781199731,${valueOf(genuine(subject), header)}`;
        expect(verdictOn(subject, replaced(genuine(subject), header, value))).not.toBe('accepted');
      },
    },
  },
  {
    promise: 'only a strictly written time is a time, even under a genuine signature',
    check(subject) {
      const formats = subject.scheme.time?.formats ?? [];
      const wrongUnits = (['s', 'ms', 'iso'] as const).filter((format) => !formats.includes(format));
      const texts = [
        ...NO_TIMES(timeText('s', NOW)),
        ...wrongUnits.map((format) => timeText(format, NOW)),
        ...['2026-06-11', '2026-06-11 17:42:11Z', '2026-06-11T17:42:11', '2026-02-30T00:00:00Z'],
      ];
      // Separators, and blanks around an entry, belong to a list and not to the time in it.
      const { entries } = subject.signature;
      const carried = texts.filter(
        (text) => entries?.time === undefined || (text === text.trim() && !text.includes(entries.separator)),
      );
      expect(carried.length).toBeGreaterThan(20);
      for (const time of carried) {
        expect(verdictOn(subject, genuine(subject, { time }), { tolerance: 'off' }), time).toBe(
          'unreadable_time',
        );
      }
    },
    unless: noTime,
  },
  {
    promise: 'a missing or empty id is told so, a doubled one is refused, another one is false',
    check(subject) {
      const header = subject.scheme.idHeader ?? '';
      const headers = signed(subject);
      expect(verdictOn(subject, without(headers, header))).toBe('missing_id');
      expect(verdictOn(subject, replaced(headers, header, ''))).toBe('missing_id');
      expect(verdictOn(subject, [...headers, header, ID])).toBe('repeated_header');
      expect(verdictOn(subject, replaced(headers, header, `${ID}x`))).toBe('mismatch');
      expect(verdictOn(subject, replaced(headers, header, ID.toUpperCase()))).toBe('mismatch');
    },
    unless: noId,
  },
  {
    promise: 'an id that could shift the limits of what is signed is refused, even under a genuine signature',
    check(subject) {
      const bad = [
        'a.b',
        '.',
        'a b',
        ' a',
        'a,b',
        'a\tb',
        'a\u007f',
        '\u00e9',
        'a\nb',
        'a\0',
        'x'.repeat(257),
      ];
      for (const id of bad) {
        expect(verdictOn(subject, genuine(subject, { id })), JSON.stringify(id)).toBe('unreadable_id');
      }
      for (const id of ['x'.repeat(256), '!', '~', 'a/b+c=_-:;', '0']) {
        expect(verdictOn(subject, genuine(subject, { id })), id).toBe('accepted');
      }
    },
    unless: noId,
  },
];
