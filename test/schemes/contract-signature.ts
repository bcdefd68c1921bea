/** Contract: the signature header's text, and everything that is almost one. */
import { expect } from 'vitest';
import type { Case } from './contract-case.js';
import {
  BODY,
  digestOf,
  genuine,
  replaced,
  signed,
  valueOf,
  verdictOn,
  withDigest,
  without,
} from './harness.js';

const REFUSED_AS_FORGED = ['mismatch', 'unknown_version'];

function changedAt(text: string, at: number): string {
  const next = text[at] === '0' || text[at] === 'A' ? '1' : '0';
  return text.slice(0, at) + next + text.slice(at + 1);
}

export const signatureCases: readonly Case[] = [
  {
    promise: 'a delivery without a signature is told so',
    check(subject) {
      const { header } = subject.signature;
      expect(verdictOn(subject, without(genuine(subject), header))).toBe('missing_signature');
      expect(verdictOn(subject, replaced(genuine(subject), header, ''))).toBe('missing_signature');
      expect(verdictOn(subject, [])).toBe('missing_signature');
    },
  },
  {
    promise: 'a signature header that comes twice is refused, equal or not, in whatever letters',
    check(subject) {
      const headers = genuine(subject);
      const { header } = subject.signature;
      const value = valueOf(headers, header);
      for (const [name, other] of [
        [header, value],
        [header, 'x'],
        [header.toUpperCase(), value],
        [header.toLowerCase(), ''],
      ]) {
        expect(verdictOn(subject, [...headers, name ?? '', other ?? ''])).toBe('repeated_header');
        expect(verdictOn(subject, [name ?? '', other ?? '', ...headers])).toBe('repeated_header');
      }
    },
  },
  {
    promise: 'the names of headers count in any letters',
    check(subject) {
      const headers = signed(subject);
      for (const change of ['toUpperCase', 'toLowerCase'] as const) {
        const renamed = headers.map((text, i) => (i % 2 === 0 ? text[change]() : text));
        expect(verdictOn(subject, renamed), change).toBe('accepted');
      }
    },
  },
  {
    promise: 'one other character anywhere in the digest makes it false',
    check(subject) {
      const headers = genuine(subject);
      const digest = digestOf(subject, headers);
      for (let at = 0; at < digest.length; at++) {
        expect(verdictOn(subject, withDigest(subject, headers, changedAt(digest, at))), String(at)).toBe(
          'mismatch',
        );
      }
    },
  },
  {
    promise: 'a digest cut short, or with anything behind or before it, is false',
    check(subject) {
      const headers = genuine(subject);
      const digest = digestOf(subject, headers);
      const half = digest.slice(0, digest.length / 2);
      const variants = [
        ...[digest.slice(0, -1), digest.slice(0, -2), digest.slice(1), half, digest.slice(0, 8), '='],
        ...['z', 'zz', '0', '00', '=', '==', '\u00e9', '\0', '.', '\n', '\u00a0'].map(
          (tail) => digest + tail,
        ),
        ...['0', '=', '+', '\u00e9', 'x'].map((lead) => lead + digest),
        digest + digest,
        `0x${digest}`,
        `"${digest}"`,
      ];
      for (const text of variants) {
        const verdict = verdictOn(subject, withDigest(subject, headers, text));
        expect(REFUSED_AS_FORGED, JSON.stringify(text)).toContain(verdict);
      }
    },
  },
  {
    promise: 'characters beyond ASCII never pass for the ones whose low byte they share',
    check(subject) {
      const headers = genuine(subject);
      const digest = digestOf(subject, headers);
      const shifted = (by: number): string =>
        digest.replace(/./g, (character) => String.fromCharCode(character.charCodeAt(0) + by));
      for (const text of [
        shifted(0x100),
        shifted(0x80),
        shifted(0xff00 - 0x20),
        digest.replace(/.$/, '\u0130'),
      ]) {
        expect(verdictOn(subject, withDigest(subject, headers, text))).toBe('mismatch');
      }
    },
  },
  {
    promise: 'the right digest in upper-case hexadecimal is the same digest',
    check(subject) {
      const headers = genuine(subject);
      const upper = digestOf(subject, headers).toUpperCase();
      expect(verdictOn(subject, withDigest(subject, headers, upper))).toBe('accepted');
    },
    unless: {
      when: ({ signature }) => signature.encoding !== 'hex',
      because: 'in base64 other letters are another digest',
      check(subject) {
        const headers = genuine(subject);
        const digest = digestOf(subject, headers);
        for (const text of [digest.toUpperCase(), digest.toLowerCase()]) {
          expect(verdictOn(subject, withDigest(subject, headers, text))).toBe('mismatch');
        }
      },
    },
  },
  {
    promise: 'the right digest in another encoding is false',
    check(subject) {
      const headers = genuine(subject);
      const { encoding } = subject.signature;
      const digest = Buffer.from(digestOf(subject, headers), encoding);
      for (const other of (['hex', 'base64', 'base64url', 'latin1'] as const).filter((e) => e !== encoding)) {
        const text = digest.toString(other);
        if (text === digestOf(subject, headers)) continue;
        expect(REFUSED_AS_FORGED, other).toContain(verdictOn(subject, withDigest(subject, headers, text)));
      }
    },
  },
  {
    promise: 'labels of other algorithms and versions, other letters and doubled labels are refused',
    check(subject) {
      const { prefix, entries, header } = subject.signature;
      const label = entries ? `${Object.keys(entries.tags)[0] ?? ''}${entries.assign}` : (prefix ?? '');
      const headers = genuine(subject);
      const digest = digestOf(subject, headers);
      const value = valueOf(headers, header);
      const lead = value.slice(0, value.length - digest.length - label.length);
      const foreign = [
        'sha1=',
        'sha512=',
        'SHA256=',
        'md5=',
        'v2=',
        'v2,',
        'V1,',
        'V0=',
        'v1 ,',
        'none=',
        'x',
      ];
      for (const other of [...foreign, label + label, label.toUpperCase(), `${label} `, `${label}\u00a0`]) {
        if (other === label) continue;
        const tampered = replaced(headers, header, lead + other + digest);
        expect(REFUSED_AS_FORGED, JSON.stringify(other)).toContain(verdictOn(subject, tampered));
      }
    },
  },
  {
    promise: 'the prefix before the digest must be there, and nothing but the prefix is no signature',
    check(subject) {
      const { prefix = '', header, prefixOptional } = subject.signature;
      const headers = genuine(subject);
      const bare = replaced(headers, header, digestOf(subject, headers));
      expect(verdictOn(subject, bare)).toBe(prefixOptional ? 'accepted' : 'mismatch');
      expect(verdictOn(subject, replaced(headers, header, prefix))).toBe('mismatch');
    },
    unless: {
      when: ({ signature }) => signature.prefix === undefined,
      because: 'no prefix is known, so any prefix makes the digest false',
      check(subject) {
        for (const prefix of ['sha256=', 'sha1=', 'v0=']) {
          const headers = withDigest(subject, genuine(subject), prefix + digestOf(subject, genuine(subject)));
          expect(verdictOn(subject, headers), prefix).toBe('mismatch');
        }
      },
    },
  },
  {
    promise: 'a signature without its tag, or only under tags nobody knows, is refused',
    check(subject) {
      const { entries, header } = subject.signature;
      if (!entries) throw new TypeError('no list');
      const headers = genuine(subject);
      const digest = digestOf(subject, headers);
      const time = entries.time === undefined ? '' : valueOf(headers, header).split(entries.separator)[0];
      const join = (entry: string): string =>
        [time, entry].filter((part) => part !== '').join(entries.separator);
      for (const entry of [`v99${entries.assign}${digest}`, digest, `${entries.assign}${digest}`]) {
        expect(verdictOn(subject, replaced(headers, header, join(entry))), entry).toBe('unknown_version');
      }
    },
    unless: {
      when: ({ signature }) => signature.entries === undefined,
      because: 'the header is no list, so a tagged digest is no digest',
      check(subject) {
        const text = `v1,${digestOf(subject, genuine(subject))}`;
        expect(verdictOn(subject, withDigest(subject, genuine(subject), text))).toBe('mismatch');
      },
    },
  },
  {
    promise: 'the signature of one body is false for every other',
    check(subject) {
      const other = Buffer.from(BODY.toString().replace('evt_1', 'evt_2'));
      expect(verdictOn(subject, genuine(subject), { body: other })).toBe('mismatch');
    },
  },
];
