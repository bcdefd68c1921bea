/** Contract: the signature's text, and everything that is almost one. */
import { expect } from 'vitest';
import { forgedSignature, type Case, type Exception } from './contract-case.js';
import { labelsInARow } from './contract-row.js';
import {
  added,
  digestOf,
  genuine,
  led,
  otherEntries,
  signatureHeader,
  signatureText,
  tailOf,
  verdictOn,
  withBody,
  withDigest,
  without,
  withSignature,
  type Subject,
} from './harness.js';

function changedAt(text: string, at: number): string {
  const next = text[at] === '0' || text[at] === 'A' ? '1' : '0';
  return text.slice(0, at) + next + text.slice(at + 1);
}

function refused(subject: Subject, digests: readonly string[]): void {
  const sent = genuine(subject);
  for (const text of digests) {
    const verdict = verdictOn(subject, withDigest(subject, sent, text));
    expect(forgedSignature(subject), JSON.stringify(text)).toContain(verdict);
  }
}

const FOREIGN = ['sha1=', 'sha512=', 'SHA256=', 'md5=', 'v2=', 'v2,', 'V1,', 'V0=', 'v1 ,', 'none=', 'x'];

const inBody: Exception = {
  when: (subject) => subject.inBody,
  because: 'the signature is a member of the JSON, so headers of whatever name change nothing',
  check(subject) {
    const one = signatureText(subject, genuine(subject));
    for (const name of ['Signature', 'X-Signature', 'Content-Signature']) {
      expect(verdictOn(subject, added(genuine(subject), name, one, name, 'x'))).toBe('accepted');
      const bare = withSignature(subject, genuine(subject), undefined);
      expect(verdictOn(subject, added(bare, name, one))).toBe('missing_signature');
    }
  },
};

export const signatureCases: readonly Case[] = [
  {
    promise: 'a delivery without a signature is told so',
    check(subject) {
      const sent = genuine(subject);
      expect(verdictOn(subject, withSignature(subject, sent, undefined))).toBe('missing_signature');
      expect(verdictOn(subject, withSignature(subject, sent, ''))).toBe('missing_signature');
      const bare = subject.inBody ? withBody(sent, '{}') : { ...sent, headers: [] };
      expect(verdictOn(subject, bare)).toBe('missing_signature');
    },
  },
  {
    promise: 'a signature header that comes twice is refused, equal or not, in whatever letters',
    check(subject) {
      const sent = genuine(subject);
      const header = signatureHeader(subject);
      const value = signatureText(subject, sent);
      for (const [name, other] of [
        [header, value],
        [header, 'x'],
        [header.toUpperCase(), value],
        [header.toLowerCase(), ''],
      ] as const) {
        expect(verdictOn(subject, added(sent, name, other))).toBe('repeated_header');
        expect(verdictOn(subject, led(sent, name, other))).toBe('repeated_header');
      }
    },
    unless: [inBody],
  },
  {
    promise: 'the names of headers count in any letters',
    check(subject) {
      const sent = genuine(subject);
      for (const change of ['toUpperCase', 'toLowerCase'] as const) {
        const headers = sent.headers.map((text, i) => (i % 2 === 0 ? text[change]() : text));
        expect(verdictOn(subject, { ...sent, headers }), change).toBe('accepted');
      }
    },
  },
  {
    promise: 'one other character anywhere in the digest makes it false',
    check(subject) {
      const sent = genuine(subject);
      const digest = digestOf(subject, sent);
      for (let at = 0; at < digest.length; at++) {
        const tampered = withDigest(subject, sent, changedAt(digest, at));
        expect(verdictOn(subject, tampered), String(at)).toBe('mismatch');
      }
    },
  },
  {
    promise: 'a digest cut short, or with anything behind or before it, is false',
    check(subject) {
      const digest = digestOf(subject, genuine(subject));
      const half = digest.slice(0, digest.length / 2);
      const cut = [digest.slice(0, -1), digest.slice(0, -2), digest.slice(1), half, digest.slice(0, 8), '='];
      const tails = ['z', 'zz', '0', '00', '\u00e9', '\0', '.', '\n', '\u00a0', '===', '!'];
      const leads = ['0', '=', '+', '\u00e9', 'x'];
      const more = [digest + digest, `0x${digest}`, `"${digest}"`];
      const padded = subject.signature.encoding === 'base64url' ? [] : [`${digest}=`, `${digest}==`];
      refused(subject, [
        ...[...cut, ...more, ...padded],
        ...tails.map((tail) => digest + tail),
        ...leads.map((lead) => lead + digest),
      ]);
    },
  },
  {
    promise: 'characters beyond ASCII never pass for the ones whose low byte they share',
    check(subject) {
      const digest = digestOf(subject, genuine(subject));
      const shifted = (by: number): string =>
        digest.replace(/./g, (character) => String.fromCharCode(character.charCodeAt(0) + by));
      refused(subject, [
        shifted(0x100),
        shifted(0x80),
        shifted(0xff00 - 0x20),
        digest.replace(/.$/, '\u0130'),
      ]);
    },
  },
  {
    promise: 'the right digest in hexadecimal of the other case is the same digest',
    check(subject) {
      const sent = genuine(subject);
      const digest = digestOf(subject, sent);
      for (const text of [digest.toUpperCase(), digest.toLowerCase()]) {
        expect(verdictOn(subject, withDigest(subject, sent, text))).toBe('accepted');
      }
    },
    unless: [
      {
        when: ({ signature }) => signature.encoding !== 'hex' && signature.encoding !== 'HEX',
        because: 'outside hexadecimal other letters are another digest',
        check(subject) {
          const digest = digestOf(subject, genuine(subject));
          refused(
            subject,
            [digest.toUpperCase(), digest.toLowerCase()].filter((text) => text !== digest),
          );
        },
      },
    ],
  },
  {
    promise: 'the right digest in another encoding is false',
    check(subject) {
      const { encoding = 'base64url' } = subject.signature;
      const own = encoding === 'HEX' ? 'hex' : encoding === 'text' ? 'latin1' : encoding;
      const text = digestOf(subject, genuine(subject));
      const digest = Buffer.from(text, own);
      const others = (['hex', 'base64', 'base64url', 'latin1'] as const).filter((other) => other !== own);
      refused(
        subject,
        others.map((other) => digest.toString(other)).filter((other) => other !== text),
      );
    },
  },
  {
    promise: 'labels of other algorithms and versions, other letters and doubled labels are refused',
    check(subject) {
      const { prefix, entries, jwt, jws, packed } = subject.signature;
      const label = entries ? `${Object.keys(entries.tags)[0] ?? ''}${entries.assign}` : (prefix ?? '');
      const sent = genuine(subject);
      const text = signatureText(subject, sent);
      const digest = (jwt ?? jws) ? text.slice(label.length) : digestOf(subject, sent);
      const tail = tailOf(subject, text);
      const lead = text.slice(0, text.length - tail.length - digest.length - label.length);
      const like = [label + label, label.toUpperCase(), label.toLowerCase(), `${label} `, `${label}\u00a0`];
      for (const other of [...FOREIGN, ...like]) {
        if (other === label) continue;
        const tampered =
          packed === undefined
            ? withSignature(subject, sent, lead + other + digest + tail)
            : withDigest(subject, sent, other + digest);
        expect(forgedSignature(subject), JSON.stringify(other)).toContain(verdictOn(subject, tampered));
      }
    },
    unless: [labelsInARow],
  },
  {
    promise: 'the prefix before the digest must be there, and nothing but the prefix is no signature',
    check(subject) {
      const { prefix = '', prefixOptional } = subject.signature;
      const sent = genuine(subject);
      const bare = withSignature(subject, sent, signatureText(subject, sent).slice(prefix.length));
      if (prefixOptional) expect(verdictOn(subject, bare)).toBe('accepted');
      else expect(forgedSignature(subject)).toContain(verdictOn(subject, bare));
      expect(forgedSignature(subject)).toContain(verdictOn(subject, withSignature(subject, sent, prefix)));
    },
    unless: [
      {
        when: ({ signature }) => signature.prefix === undefined,
        because: 'no prefix is known, so any prefix makes the digest false',
        check(subject) {
          const digest = digestOf(subject, genuine(subject));
          refused(
            subject,
            ['sha256=', 'sha1=', 'v0=', 'Bearer ', 'Basic '].map((prefix) => prefix + digest),
          );
        },
      },
    ],
  },
  {
    promise: 'a signature without its tag, or only under tags nobody knows, is refused',
    check(subject) {
      const { entries } = subject.signature;
      if (!entries) throw new TypeError('no list');
      const sent = genuine(subject);
      const digest = digestOf(subject, sent);
      const time = entries.time === undefined ? [] : otherEntries(subject, signatureText(subject, sent));
      for (const entry of [`v99${entries.assign}${digest}`, digest, `${entries.assign}${digest}`]) {
        const tampered = withSignature(subject, sent, [...time, entry].join(entries.separator));
        expect(verdictOn(subject, tampered), entry).toBe('unknown_version');
      }
    },
    unless: [
      labelsInARow,
      {
        when: ({ signature }) => signature.entries === undefined,
        because: 'the signature is no list, so a tagged digest is no digest',
        check(subject) {
          refused(subject, [`v1,${digestOf(subject, genuine(subject))}`]);
        },
      },
    ],
  },
  {
    promise: 'headers that are not part of the format change nothing',
    check(subject) {
      const sent = added(genuine(subject), 'X-Forwarded-Host', 'evil.example', 'X-Junk', '1', 'x-junk', '2');
      expect(verdictOn(subject, sent)).toBe('accepted');
      expect(verdictOn(subject, without(sent, 'X-Junk'))).toBe('accepted');
    },
  },
];
