/** Contract: nothing that comes over the wire throws, passes by luck, or costs more than its length. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Case } from './contract-case.js';
import { crowdInARow } from './contract-row.js';
import { growsInProportion } from './cost.js';
import {
  added,
  BODY,
  digestOf,
  genuine,
  NOW,
  replaced,
  signatureText,
  timeText,
  verdictOn,
  withBody,
  withDigest,
  withSignature,
  type Sent,
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

/** Every header that counts. */
function namesOf({ scheme, signature }: Subject): string[] {
  const { time, idHeader, twins = {}, requires = {} } = scheme;
  const inContent = [...(signature.content ?? '').matchAll(/\{header:([^}?]+)\}/g)].map(([, name]) => name);
  return [
    ...[signature.header, signature.headers?.[0]?.replace('{n}', '1'), time?.header, idHeader],
    ...[...Object.values(twins), ...Object.keys(requires), ...inContent],
  ].filter((name) => name !== undefined);
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

export const hostileCases: readonly Case[] = [
  {
    promise: 'no other text of the same length is the signature',
    check(subject) {
      const sent = genuine(subject);
      const digest = digestOf(subject, sent);
      const same = (text: string): string =>
        subject.signature.encoding?.toLowerCase() === 'hex' ? text.toLowerCase() : text;
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
            expect(verdictOn(subject, withDigest(subject, sent, candidate))).not.toBe('accepted');
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
      const sent = genuine(subject);
      fc.assert(
        fc.property(fc.constantFrom(...names), junk, (name, value) => {
          const at = sent.headers.indexOf(name);
          if (at >= 0 && sent.headers[at + 1] === value) return;
          const tampered = at < 0 ? added(sent, name, value) : replaced(sent, name, value);
          expect(verdictOn(subject, tampered)).not.toBe('accepted');
        }),
        { numRuns: 200 },
      );
    },
    unless: [
      {
        when: ({ inBody }) => inBody,
        because: 'no header counts, so junk stands in the place of the signature in the body',
        check(subject) {
          const sent = genuine(subject);
          fc.assert(
            fc.property(fc.oneof(wireText(''), fc.string({ unit: 'binary' }), fc.jsonValue()), (value) => {
              if (value === signatureText(subject, sent)) return;
              const tampered = withSignature(subject, sent, value as string);
              expect(verdictOn(subject, tampered)).not.toBe('accepted');
            }),
            { numRuns: 300 },
          );
        },
      },
    ],
  },
  {
    promise: 'headers and bodies of pure noise are refusals, never exceptions',
    check(subject) {
      const names = ['Content-Type', ...namesOf(subject)];
      const pair = fc.tuple(fc.oneof(fc.constantFrom(...names), fc.string()), fc.string({ unit: 'binary' }));
      const body = fc.oneof(
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        fc.json().map((text) => Buffer.from(text)),
      );
      fc.assert(
        fc.property(fc.array(pair, { maxLength: 6 }), body, (pairs, bytes) => {
          const sent = { ...genuine(subject), headers: pairs.flat(), body: bytes };
          expect(verdictOn(subject, sent)).not.toBe('accepted');
        }),
      );
    },
  },
  {
    promise: 'a signature of junk sixteen times as long costs no more than in proportion',
    check(subject) {
      for (const junk of JUNK) {
        growsInProportion(JSON.stringify(junk(20)), (length) => {
          const sent = withSignature(subject, genuine(subject), junk(length));
          return () => verdictOn(subject, sent);
        });
      }
    },
  },
  {
    promise: 'more signatures than any rotation needs are not tried one by one',
    check(subject) {
      const { entries } = subject.signature;
      if (!entries) throw new TypeError('no list');
      const sent = genuine(subject);
      const [tag = ''] = Object.keys(entries.tags);
      const wrong = `${tag}${entries.assign}AAAA`;
      const crowd = (count: number): Sent => {
        const list = [signatureText(subject, sent), ...Array<string>(count).fill(wrong)];
        return withSignature(subject, sent, list.join(entries.separator));
      };
      expect(verdictOn(subject, crowd(10))).toBe('accepted');
      expect(verdictOn(subject, crowd(100))).toBe('unreadable_signature');
    },
    unless: [
      crowdInARow,
      {
        when: ({ signature }) => signature.headers?.some((name) => name.includes('{n}')) === true,
        because:
          'each signature has a header of its own, and those numbered beyond any rotation are not read',
        check(subject) {
          const sent = genuine(subject);
          const [name = ''] = subject.signature.headers ?? [];
          const good = signatureText(subject, sent);
          const at = (number: number): Sent =>
            added(withSignature(subject, sent, 'junk'), name.replace('{n}', String(number)), good);
          expect(verdictOn(subject, at(16))).toBe('accepted');
          for (const number of [0, 17, 100]) expect(verdictOn(subject, at(number))).toBe('mismatch');
        },
      },
      {
        when: ({ signature }) => signature.entries === undefined,
        because: 'there is room for one signature, so a crowd of them is none',
        check(subject) {
          const one = digestOf(subject, genuine(subject));
          const sent = withDigest(subject, genuine(subject), Array<string>(100).fill(one).join(', '));
          expect(verdictOn(subject, sent)).not.toBe('accepted');
        },
      },
    ],
  },
  {
    promise: 'no split of one signed text but the sent one is accepted',
    check(subject) {
      const { content = '' } = subject.signature;
      const time = timeText(subject.scheme.time?.formats[0] ?? 's', NOW);
      const sent = genuine(subject, { time });
      const name = subject.scheme.time?.header ?? '';
      // Digits of any number can be cut anywhere, and then only the age tells.
      const tolerance = subject.scheme.time?.formats.includes('digits-ms') ? undefined : 'off';
      const timeFirst = content.indexOf('{time}') < content.indexOf('{body}');
      const bytes = BODY.toString('latin1');
      const text = timeFirst ? time + bytes : bytes + time;
      for (let at = 1; at < 40; at++) {
        if (at === time.length) continue;
        const [body, moved] = timeFirst
          ? [text.slice(at), text.slice(0, at)]
          : [text.slice(0, -at), text.slice(-at)];
        const split = withBody(replaced(sent, name, moved), Buffer.from(body, 'latin1'));
        expect(verdictOn(subject, split, tolerance && { tolerance }), String(at)).not.toBe('accepted');
      }
    },
    unless: [
      {
        when: ({ scheme, covers }) => scheme.time?.header === undefined || covers !== 'bytes',
        because: 'time and body do not stand side by side, so bytes cannot move between them',
        check(subject) {
          const { covers } = subject;
          const body = subject.body.subarray(1);
          const expected = covers === 'nothing' && !subject.inBody;
          expect(verdictOn(subject, withBody(genuine(subject), body)) === 'accepted').toBe(expected);
        },
      },
    ],
  },
];
