/** Signing beyond what every scheme shares: Ed25519, written headers, signed headers. */
import { createHmac } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { readKey } from '../../src/schemes/engine/keys.js';
import { createSigner } from '../../src/schemes/engine/sign.js';
import type { Scheme } from '../../src/schemes/spec.js';
import { secretFor } from '../helpers/sign.js';
import {
  added,
  BODY,
  EVENT,
  ID,
  NOW,
  replaced,
  type Sent,
  signatureText,
  signed,
  type Subject,
  subjectOf,
  valueOf,
  verdictOn,
  withBody,
  without,
  withSignature,
} from './harness.js';

/** The pair of the published v1a vector. */
const PRIVATE =
  'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==';
const PUBLIC = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=';

const withEd25519 = Object.keys(schemes).filter((name) =>
  Object.values(schemes[name]?.signature?.entries?.tags ?? {}).includes('ed25519'),
);

describe.each(withEd25519)('Ed25519 under %s', (name) => {
  const subject: Subject = { ...subjectOf(name), secret: PRIVATE };

  it('is signed with the private key and checked with the public one', () => {
    const sent = signed(subject);
    expect(signatureText(subject, sent)).toMatch(/^v1a,[A-Za-z0-9+/]{86}==$/);
    expect(verdictOn(subject, sent, { secrets: [PUBLIC] })).toBe('accepted');
    expect(verdictOn(subject, sent, { secrets: [PRIVATE] })).toBe('accepted');
    expect(verdictOn(subject, sent, { secrets: [subject.otherSecret] })).toBe('mismatch');
    expect(verdictOn(subject, withBody(sent, '{}'), { secrets: [PUBLIC] })).toBe('mismatch');
  });

  it('stands beside HMAC signatures while a source moves from one to the other', () => {
    const sent = signed(subject, { secrets: [PRIVATE, subject.otherSecret] });
    expect(signatureText(subject, sent)).toMatch(/^v1a,\S+ v1,\S+$/);
    for (const secret of [PUBLIC, subject.otherSecret]) {
      expect(verdictOn(subject, sent, { secrets: [secret] })).toBe('accepted');
    }
  });

  it('one kind of signature under the tag of the other is refused', () => {
    const asymmetric = signatureText(subject, signed(subject));
    const symmetric = signatureText(subject, signed(subject, { secrets: [subject.otherSecret] }));
    const secrets = [PUBLIC, subject.otherSecret];
    for (const value of [asymmetric.replace('v1a,', 'v1,'), symmetric.replace('v1,', 'v1a,')]) {
      expect(verdictOn(subject, withSignature(subject, signed(subject), value), { secrets })).toBe(
        'mismatch',
      );
    }
  });

  it('a signature cut, grown or written another way is refused', () => {
    const value = signatureText(subject, signed(subject));
    const others = [value.slice(0, -2), `${value}=`, value.slice(0, -4), value.replace('v1a,', 'v1a,A')];
    for (const text of others) {
      const sent = withSignature(subject, signed(subject), text);
      expect(verdictOn(subject, sent, { secrets: [PUBLIC] })).toBe('mismatch');
    }
  });

  it('a public key alone signs nothing', () => {
    expect(() => signed(subject, { secrets: [PUBLIC] })).toThrow(/can sign/);
    const both = signed(subject, { secrets: [PUBLIC, subject.otherSecret] });
    expect(signatureText(subject, both)).toMatch(/^v1,\S+$/);
  });
});

it.each(Object.keys(schemes).filter((name) => schemes[name]?.signature))(
  '%s without a secret signs nothing',
  (name) => {
    expect(() => createSigner(schemes[name] as Scheme, [])).toThrow(/can(?:not)? sign/);
  },
);

describe('headers a scheme writes beside the signature', () => {
  const written = (scheme: string, event: string | undefined, before: readonly string[] = []): Sent => {
    const { scheme: found } = subjectOf(scheme);
    const headers = [...before];
    createSigner(found, [readKey(found, secretFor(scheme))])({ id: ID, event, body: BODY }, NOW, headers);
    return { method: 'POST', url: '', headers, body: BODY };
  };

  it('tell the event, the id and the time of the attempt', () => {
    expect(valueOf(written('actuallycare', EVENT), 'X-Webhook-Event')).toBe(EVENT);
    expect(valueOf(written('actuallycare', EVENT), 'X-Webhook-Timestamp')).toBe(new Date(NOW).toISOString());
    expect(valueOf(written('github', EVENT), 'X-GitHub-Delivery')).toBe(ID);
  });

  test.each([undefined, '', ' ', 'a\r\nX-Evil: 1', 'é', 'x'.repeat(257)])(
    'are left out, not sent empty or broken, for an event such as %j',
    (event) => {
      expect(written('actuallycare', event).headers).not.toContain('X-Webhook-Event');
    },
  );

  it('leave what the source itself said', () => {
    const sent = written('github', EVENT, ['x-github-event', 'push']);
    expect(sent.headers.filter((text) => text.toLowerCase() === 'x-github-event')).toHaveLength(1);
    expect(valueOf(sent, 'X-GitHub-Event')).toBe('push');
  });

  it('may mix text with several placeholders, and none goes out unfilled', () => {
    const scheme: Scheme = {
      ...subjectOf('actuallycare').scheme,
      writes: { 'X-A': 'v1; {event} at {time:s}.{time:ms}', 'X-B': 'id={id}', 'X-C': 'always' },
    };
    const sign = createSigner(scheme, [readKey(scheme, secretFor('actuallycare'))]);
    const headers: string[] = [];
    sign({ id: ID, event: EVENT, body: BODY }, NOW, headers);
    expect(valueOf({ headers }, 'X-A')).toBe(`v1; ${EVENT} at ${Math.floor(NOW / 1000)}.${NOW}`);
    expect([valueOf({ headers }, 'X-B'), valueOf({ headers }, 'X-C')]).toEqual([`id=${ID}`, 'always']);
    const nameless: string[] = [];
    sign({ id: ID, body: BODY }, NOW, nameless);
    expect(nameless).not.toContain('X-A');
    expect(nameless.join()).not.toMatch(/[{}]/);
  });
});

describe('headers that are part of what is signed', () => {
  const scheme: Scheme = {
    ...subjectOf('actuallycare-bare').scheme,
    signature: {
      header: 'X-Signature',
      algorithm: 'hmac-sha512',
      encoding: 'base64url',
      content: '{header:X-Shop}|{body}|{header:X-Region}',
    },
    writes: { 'X-Shop': 'acme', 'X-Region': '{event}' },
  };
  const subject = subjectOf('signed-headers', scheme);

  it('are written first and signed as written', () => {
    const sent = signed(subject);
    const mac = createHmac('sha512', subject.secret).update('acme|').update(BODY).update(`|${EVENT}`);
    expect(valueOf(sent, 'X-Signature')).toBe(mac.digest('base64url'));
    expect(verdictOn(subject, sent)).toBe('accepted');
  });

  it('cannot be changed, left out or doubled', () => {
    const sent = signed(subject);
    expect(verdictOn(subject, replaced(sent, 'X-Shop', 'other'))).toBe('mismatch');
    expect(verdictOn(subject, replaced(sent, 'X-Shop', ''))).toBe('mismatch');
    expect(verdictOn(subject, without(sent, 'X-Shop'))).toBe('mismatch');
    expect(verdictOn(subject, added(sent, 'x-shop', 'acme'))).toBe('mismatch');
  });

  it('may be optional: absent they are empty, and doubled they are refused all the same', () => {
    const optional = subjectOf('optional', {
      ...scheme,
      signature: { ...subject.signature, content: '{header:X-Shop?}|{body}' },
      writes: {},
    });
    const sent = signed(optional);
    expect(verdictOn(optional, sent)).toBe('accepted');
    expect(verdictOn(optional, added(sent, 'X-Shop', ''))).toBe('accepted');
    for (const headers of [
      ['X-Shop', 'acme'],
      ['X-Shop', '', 'x-shop', ''],
      ['X-Shop', 'a', 'x-shop', 'b'],
    ]) {
      expect(verdictOn(optional, added(sent, ...headers))).toBe('mismatch');
    }
  });

  it('without which nothing is signed', () => {
    const bare = { ...scheme, writes: {} };
    const sign = createSigner(bare, [readKey(bare, subject.secret)]);
    expect(() => {
      sign({ id: ID, event: EVENT, body: BODY }, NOW, []);
    }).toThrow(/lacks a value/);
  });
});
