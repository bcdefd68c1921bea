/** Contract: nothing that comes over the wire throws, passes by luck, or costs more than its length. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Case } from './contract-case.js';
import {
  BODY,
  digestOf,
  genuine,
  NOW,
  replaced,
  signed,
  timeText,
  verdictOn,
  withDigest,
  type Subject,
} from './harness.js';

/** Any character a header may carry on the wire, the ones a parser cares for more often. */
const wireText = (separators: string): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...Array.from(`${separators}=,; :.v01tahs256`)),
        fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
      ),
      { maxLength: 120 },
    )
    .map((characters) => characters.join(''));

function namesOf({ scheme, signature }: Subject): string[] {
  const { time, idHeader, twins = {} } = scheme;
  return [signature.header, time?.header, idHeader, ...Object.values(twins)].filter(
    (name) => name !== undefined,
  );
}

const JUNK: readonly ((length: number) => string)[] = [
  (length) => ','.repeat(length),
  (length) => ' ,'.repeat(length / 2),
  (length) => ';'.repeat(length),
  (length) => '='.repeat(length),
  (length) => 'a'.repeat(length),
  (length) => `${'a'.repeat(length)}!`,
  (length) => 'v1,'.repeat(length / 3),
  (length) => 'v1=a,'.repeat(length / 5),
  (length) => 't=1,'.repeat(length / 4),
  (length) => 'v1,A '.repeat(length / 5),
  (length) => 'sha256='.repeat(length / 7),
  (length) => `x${' '.repeat(length)}x`,
  (length) => '\u00e9'.repeat(length),
];

/** The least of several measurements, in milliseconds: what the work costs when nobody interrupts. */
function cost(subject: Subject, headers: readonly string[]): number {
  let least = Infinity;
  for (let round = 0; round < 5; round++) {
    const from = performance.now();
    verdictOn(subject, headers);
    least = Math.min(least, performance.now() - from);
  }
  return least;
}

export const hostileCases: readonly Case[] = [
  {
    promise: 'whatever the signer writes is accepted, for any body, id and moment',
    check(subject) {
      const id = fc.string({
        minLength: 1,
        maxLength: 64,
        unit: fc.constantFrom(...Array.from('abzAZ09_-!~/+=:')),
      });
      const at = fc.integer({ min: Date.parse('2002-01-01'), max: Date.parse('2250-01-01') });
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 400 }), id, at, (bytes, anId, moment) => {
          const body = subject.scheme.bodyMustBeJson ? Buffer.from([0x7b, ...bytes]) : Buffer.from(bytes);
          const headers = signed(subject, { body, id: anId, at: moment });
          expect(verdictOn(subject, headers, { body, now: moment })).toBe('accepted');
        }),
      );
    },
  },
  {
    promise: 'no other text of the same length is the signature',
    check(subject) {
      const headers = genuine(subject);
      const digest = digestOf(subject, headers);
      const same = (text: string): string =>
        subject.signature.encoding === 'hex' ? text.toLowerCase() : text;
      const alphabets = ['0123456789abcdef', '0123456789abcdefABCDEF', 'AZaz09+/=', 'AZaz09-_', ' ~!é,;=.'];
      for (const alphabet of alphabets) {
        const text = fc.string({
          minLength: digest.length,
          maxLength: digest.length,
          unit: fc.constantFrom(...Array.from(alphabet)),
        });
        // Fresh texts, and the genuine one with a piece of them in it.
        const other = fc
          .tuple(text, fc.nat(digest.length))
          .map(([given, at]) => digest.slice(0, at) + given.slice(at));
        fc.assert(
          fc.property(other, (candidate) => {
            fc.pre(same(candidate) !== same(digest));
            expect(verdictOn(subject, withDigest(subject, headers, candidate))).not.toBe('accepted');
          }),
          { numRuns: 60 },
        );
      }
    },
  },
  {
    promise: 'junk in any header is a refusal, never an exception and never a pass',
    check(subject) {
      const names = namesOf(subject);
      const junk = wireText(subject.signature.entries?.separator ?? '');
      fc.assert(
        fc.property(fc.constantFrom(...names), junk, (name, value) => {
          const headers = genuine(subject);
          const twin = !headers.includes(name);
          const tampered = twin ? [...headers, name, value] : replaced(headers, name, value);
          if (!twin && headers[headers.indexOf(name) + 1] === value) return;
          expect(verdictOn(subject, tampered)).not.toBe('accepted');
        }),
        { numRuns: 300 },
      );
    },
  },
  {
    promise: 'headers and bodies of pure noise are refusals, never exceptions',
    check(subject) {
      const pair = fc.tuple(
        fc.oneof(fc.constantFrom(...namesOf(subject)), fc.string()),
        fc.string({ unit: 'binary' }),
      );
      fc.assert(
        fc.property(fc.array(pair, { maxLength: 6 }), fc.uint8Array(), (pairs, bytes) => {
          expect(verdictOn(subject, pairs.flat(), { body: Buffer.from(bytes) })).not.toBe('accepted');
        }),
      );
    },
  },
  {
    promise: 'a header of junk sixteen times as long costs no more than in proportion',
    check(subject) {
      const { header } = subject.signature;
      for (const junk of JUNK) {
        const [short, long] = [16 * 1024, 256 * 1024].map((length) =>
          cost(subject, replaced(genuine(subject), header, junk(length))),
        );
        // Sixteen times is linear, 256 times quadratic. Half a millisecond is below what a clock can tell apart.
        expect(long, JSON.stringify(junk(20))).toBeLessThan(Math.max(short ?? 0, 0.5) * 64);
      }
    },
  },
  {
    promise: 'more signatures than any rotation needs are not tried one by one',
    check(subject) {
      const { entries, header } = subject.signature;
      if (!entries) throw new TypeError('no list');
      const headers = genuine(subject);
      const [tag = ''] = Object.keys(entries.tags);
      const wrong = `${tag}${entries.assign}AAAA`;
      const crowd = (count: number): string[] => {
        const value = headers[headers.indexOf(header) + 1] ?? '';
        return replaced(
          headers,
          header,
          [value, ...Array<string>(count).fill(wrong)].join(entries.separator),
        );
      };
      expect(verdictOn(subject, crowd(10))).toBe('accepted');
      expect(verdictOn(subject, crowd(100))).toBe('unreadable_signature');
    },
    unless: {
      when: ({ signature }) => signature.entries === undefined,
      because: 'the header is one signature, so a crowd of them is none',
      check(subject) {
        const one = digestOf(subject, genuine(subject));
        const headers = withDigest(subject, genuine(subject), Array<string>(100).fill(one).join(', '));
        expect(verdictOn(subject, headers)).toBe('mismatch');
      },
    },
  },
  {
    promise: 'no split of one signed text but the sent one is accepted',
    check(subject) {
      const time = timeText(subject.scheme.time?.formats[0] ?? 's', NOW);
      const text = time + BODY.toString('latin1');
      const headers = genuine(subject, { time });
      for (let at = 1; at < 40; at++) {
        if (at === time.length) continue;
        const body = Buffer.from(text.slice(at), 'latin1');
        const name = subject.scheme.time?.header ?? '';
        const split = replaced(headers, name, text.slice(0, at));
        expect(verdictOn(subject, split, { body, tolerance: 'off' }), String(at)).not.toBe('accepted');
      }
    },
    unless: {
      when: ({ scheme }) => scheme.time?.header === undefined,
      because: 'time and body do not stand side by side, so bytes cannot move between them',
      check(subject) {
        expect(verdictOn(subject, genuine(subject), { body: BODY.subarray(1) })).not.toBe('accepted');
      },
    },
  },
];
