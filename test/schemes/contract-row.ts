/** Exceptions of the contract for signatures in a row, which have no tags to tell them apart. */
import { expect } from 'vitest';
import { forgedSignature, type Exception } from './contract-case.js';
import {
  digestOf,
  genuine,
  NOW,
  signatureText,
  timeText,
  verdictOn,
  withSignature,
  type Sent,
  type Subject,
} from './harness.js';

const isRow = ({ signature }: Subject): boolean => signature.list !== undefined;

/** The row with other signatures in it; its time stays where it is. */
function withRow(subject: Subject, sent: Sent, ...row: readonly string[]): Sent {
  const { separator = ',', time } = subject.signature.list ?? {};
  const lead = time === undefined ? [] : signatureText(subject, sent).split(separator).slice(0, 1);
  return withSignature(subject, sent, [...lead, ...row].join(separator));
}

export const anyOfARow: Exception = {
  when: isRow,
  because: 'signatures stand in a row without tags, and any of them may hold',
  check(subject) {
    const sent = genuine(subject);
    const good = digestOf(subject, sent);
    const other = digestOf(subject, genuine(subject, { secrets: [subject.otherSecret] }));
    for (const row of [
      [good, other],
      [other, good],
      ['junk', '', ` ${other}`, ` ${good} `],
      [good, ''],
    ]) {
      expect(verdictOn(subject, withRow(subject, sent, ...row)), row.join()).toBe('accepted');
    }
    for (const row of [[other], [other, other], ['junk'], [good + other], [`${good} ${other}`]]) {
      expect(verdictOn(subject, withRow(subject, sent, ...row)), row.join()).toBe('mismatch');
    }
  },
};

export const labelsInARow: Exception = {
  when: isRow,
  because: 'there are no tags: a label that is no entry of its own makes the digest false',
  check(subject) {
    const sent = genuine(subject);
    for (const label of ['sha1=', 'v1=', 'V0=', 'none=', 'v1 ', 'x']) {
      const tampered = withRow(subject, sent, label + digestOf(subject, sent));
      expect(forgedSignature(subject), label).toContain(verdictOn(subject, tampered));
    }
  },
};

export const crowdInARow: Exception = {
  when: isRow,
  because: 'in a row without tags sixteen are tried',
  check(subject) {
    const sent = genuine(subject);
    const crowd = (count: number): Sent =>
      withRow(subject, sent, ...Array<string>(count - 1).fill('AAAA'), digestOf(subject, sent));
    expect(verdictOn(subject, crowd(16))).toBe('accepted');
    expect(verdictOn(subject, crowd(17))).toBe('unreadable_signature');
  },
};

export const timeFirstInARow: Exception = {
  when: ({ signature }) => signature.list?.time !== undefined,
  because: 'the first entry is the time, whatever it says, and nothing else is',
  check(subject) {
    const [format = 's'] = subject.scheme.time?.formats ?? [];
    const { separator = ',' } = subject.signature.list ?? {};
    const old = genuine(subject, { at: NOW - 86_400_000 });
    const now = timeText(format, NOW);
    const join = (...parts: string[]): string =>
      verdictOn(subject, withSignature(subject, old, parts.join(separator)));
    const [then = '', digest = ''] = signatureText(subject, old).split(separator);
    const reasons = [join(then, now, digest), join(now, then, digest), join('', digest), join(digest)];
    expect(reasons).toEqual(['too_old', 'mismatch', 'missing_time', 'unreadable_time']);
  },
};
