/** What makes two deliveries one: a duplicate is cheap, a delivery taken for a duplicate is lost. */
import { createHash } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { randomHex } from '../../src/gateway/random-hex.js';
import { readIdentity, readSourceId, type IdentityKey } from '../../src/schemes/engine/read.js';
import { createVerifier, Refusal, type Verified } from '../../src/schemes/engine/verify.js';
import { parseScheme } from '../../src/schemes/rules/parse.js';
import type { Scheme } from '../../src/schemes/spec.js';
import { added, BODY, genuine, keysOf, NOW, subjectOf, verifySent } from './harness.js';

const sha256 = (body: Buffer | string): string => createHash('sha256').update(body).digest('hex');

interface Sent {
  readonly id?: string;
  readonly at?: number;
  /** Further headers, names and values in turn. */
  readonly headers?: readonly string[];
}

function verified(
  scheme: string,
  body: Buffer | string = BODY,
  { id = 'msg_1', at = NOW, headers = [] }: Sent = {},
): Verified {
  const subject = subjectOf(scheme);
  const bytes = Buffer.from(body);
  const result = verifySent(subject, added(genuine(subject, { body: bytes, id, at }), ...headers));
  if (result instanceof Refusal) throw new Error(result.reason);
  return result;
}

function identity(
  scheme: string,
  body?: Buffer | string,
  sent?: Sent,
  key?: IdentityKey | readonly IdentityKey[],
): string {
  const found = schemes[scheme];
  if (!found) throw new TypeError(scheme);
  return readIdentity(found, verified(scheme, body, sent), key ?? 'default', randomHex);
}

const BY_BODY = ['actuallycare', 'actuallycare-bare'];
const BY_BODY_ID = ['exampleapi', 'real-estate', 'stripe'];
const BY_HEADER_ID = ['svix', 'standard', 'carecycle'];
const BY_EVENT_TOO = [
  ['shopify', 'X-Shopify-Topic', 'orders/create', 'orders/delete'],
  ['github', 'X-GitHub-Event', 'create', 'delete'],
] as const;

const BY_SIGNED_ID = ['twitch', 'kick'];
const BY_TIME_TOO = ['zendesk', 'sanity'];
const NEVER_ONE = ['dropbox'];
/** Tried in identity-notes.test.ts. */
const IN_IDENTITY_NOTES = ['adyen', 'hookdeck', 'messagebird', 'plivo', 'twilio'];

describe.each(BY_BODY)('%s: the body is the identity', (scheme) => {
  it('equal bodies are one delivery, and one byte makes another', () => {
    expect(identity(scheme)).toBe(`body:${sha256(BODY)}`);
    expect(identity(scheme, `${BODY.toString()} `)).not.toBe(identity(scheme));
  });

  it('no unsigned header has a say', () => {
    const headers = [
      'X-Webhook-Id',
      'wh_1',
      'X-Webhook-Event',
      'other',
      'X-Webhook-Timestamp',
      '2020-01-01T00:00:00Z',
    ];
    expect(identity(scheme, BODY, { headers })).toBe(identity(scheme));
  });
});

describe.each(BY_BODY_ID)('%s: the signed id in the body is the identity', (scheme) => {
  it('one id is one delivery however it is written, another id another', () => {
    expect(identity(scheme, '{"id":"evt_1","a":1}')).toBe('id:evt_1');
    expect(identity(scheme, '{ "a":2,\n"id" : "\\u0065vt_1"}')).toBe('id:evt_1');
    expect(identity(scheme, '{"id":"evt_2","a":1}')).toBe('id:evt_2');
    expect(identity(scheme, '{"id":7}')).toBe('id:7');
  });

  it('X-Webhook-Id, which names the endpoint, is never used', () => {
    const headers = ['X-Webhook-Id', 'wh_123456'];
    for (const body of ['{"id":"evt_1"}', '{"type":"a"}']) {
      expect(identity(scheme, body, { headers })).toBe(identity(scheme, body));
      expect(identity(scheme, body, { headers })).not.toContain('wh_123456');
    }
  });

  test.each([
    ['numbers beyond 2^53', '{"id":9007199254740993}', '{"id":9007199254740992}'],
    ['large exponents', '{"id":1e400}', '{"id":1e401}'],
    ['fractions', '{"id":1.5,"a":1}', '{"id":1.5,"a":2}'],
    ['lone surrogates', '{"id":"\\ud800"}', '{"id":"\\udfff"}'],
    ['empty ids', '{"id":"","a":1}', '{"id":"","a":2}'],
    ['null ids', '{"id":null,"a":1}', '{"id":null,"a":2}'],
    ['objects', '{"id":{"a":1}}', '{"id":{"a":2}}'],
    ['lists', '{"id":["a"]}', '{"id":["b"]}'],
    ['missing ids', '{"a":1}', '{"a":2}'],
    ['ids in inherited members', '{"a":{"id":1}}', '{"a":{"id":2}}'],
    ['bodies cut off', '{"id":"evt_1"', '{"id":"evt_1" '],
    ['two documents', '{"id":"evt_1"}{"a":1}', '{"id":"evt_1"}{"a":2}'],
    ['lists of events', '[{"id":"evt_1"}]', '[{"id":"evt_1"},{"id":"evt_2"}]'],
  ])('%s do not merge two deliveries: without a usable id the body decides', (_what, one, other) => {
    expect(identity(scheme, one)).toBe(`body:${sha256(one)}`);
    expect(identity(scheme, other)).toBe(`body:${sha256(other)}`);
  });

  it('bytes that are no UTF-8 do not make two ids one', () => {
    const [one, other] = [0xfe, 0xff].map((byte) =>
      Buffer.concat([Buffer.from('{"id":"'), Buffer.from([byte]), Buffer.from('"}')]),
    );
    expect(identity(scheme, one)).not.toBe(identity(scheme, other));
  });

  it('an id cannot pass for the hash of a body without one', () => {
    const body = '{"type":"a"}';
    const forged = JSON.stringify({ id: `body:${sha256(body)}` });
    expect(identity(scheme, forged)).not.toBe(identity(scheme, body));
  });
});

describe.each(BY_HEADER_ID)('%s: the signed id header with the body', (scheme) => {
  it('the same id with the same body is one delivery', () => {
    expect(identity(scheme)).toBe(`id:msg_1\0body:${sha256(BODY)}`);
  });

  it('the same id with another body is another delivery, and so is another id', () => {
    const identities = [
      identity(scheme),
      identity(scheme, '{"type":"lead.created"}'),
      identity(scheme, BODY, { id: 'msg_2' }),
    ];
    expect(new Set(identities).size).toBe(3);
  });

  it('an id in the body has no say', () => {
    expect(identity(scheme, '{"id":"evt_1"}', { id: 'a' })).not.toBe(
      identity(scheme, '{"id":"evt_1"}', { id: 'b' }),
    );
  });
});

describe.each(BY_EVENT_TOO)('%s: the body with the event header', (scheme, header, one, other) => {
  it('equal bodies of different events are two deliveries', () => {
    const of = (event: string): string => identity(scheme, '{}', { headers: [header, event] });
    expect(of(one)).not.toBe(of(other));
    expect(of(one)).toBe(of(one));
    expect(identity(scheme, '{}')).not.toBe(of(one));
    expect(identity(scheme, '[]', { headers: [header, one] })).not.toBe(of(one));
  });

  it('the unsigned delivery id is for people only: it is told, and has no say', () => {
    const place = schemes[scheme]?.sourceId;
    if (!schemes[scheme] || !place || !('header' in place)) throw new TypeError(scheme);
    const headers = (id: string): readonly string[] => [header, one, place.header, id];
    expect(identity(scheme, '{}', { headers: headers('1') })).toBe(
      identity(scheme, '{}', { headers: headers('2') }),
    );
    expect(readSourceId(schemes[scheme], verified(scheme, '{}', { headers: headers('1') }))).toBe('1');
  });
});

describe.each(BY_SIGNED_ID)('%s: the signed id header alone, as its provider documents', (scheme) => {
  it('one id is one delivery, whatever body came with it, and another id another', () => {
    expect(identity(scheme)).toBe('id:msg_1');
    expect(identity(scheme, '{"other":1}')).toBe('id:msg_1');
    expect(identity(scheme, BODY, { id: 'msg_2' })).toBe('id:msg_2');
  });
});

describe.each(BY_TIME_TOO)(
  '%s: bodies too poor to tell two events apart, so the signed time too',
  (scheme) => {
    it('equal bodies of one time are one delivery, of two times two', () => {
      expect(identity(scheme)).toBe(identity(scheme));
      expect(identity(scheme, BODY, { at: NOW + 1000 })).not.toBe(identity(scheme));
      expect(identity(scheme, '{}')).not.toBe(identity(scheme));
    });
  },
);

describe.each(NEVER_ONE)('%s: equal bodies are different events', (scheme) => {
  it('no delivery is another one', () => {
    expect(identity(scheme)).not.toBe(identity(scheme));
  });
});

describe('slack: the event id where there is one, else the body', () => {
  it('events by id, commands by body', () => {
    expect(identity('slack', '{"event_id":"Ev1","a":1}')).toBe('id:Ev1');
    expect(identity('slack', 'command=%2Fx&trigger_id=1')).toBe(
      `body:${sha256('command=%2Fx&trigger_id=1')}`,
    );
  });
});

describe("a route's own choice of identity", () => {
  it('is a header or a member of the body, and the body where that is missing', () => {
    const key = { header: 'X-Delivery' };
    expect(identity('actuallycare', BODY, { headers: ['x-delivery', '7'] }, key)).toBe('key:7');
    expect(identity('actuallycare', BODY, {}, key)).toBe(`body:${sha256(BODY)}`);
    expect(identity('actuallycare', BODY, { headers: ['x-delivery', '7', 'X-Delivery', '7'] }, key)).toBe(
      `body:${sha256(BODY)}`,
    );
    expect(identity('actuallycare', BODY, { headers: ['x-delivery', ''] }, key)).toBe(`body:${sha256(BODY)}`);
    for (const json of ['/constructor/name', '/data/toString', '/__proto__', '/nothing']) {
      expect(identity('actuallycare', BODY, {}, { json })).toBe(`body:${sha256(BODY)}`);
    }
    expect(identity('actuallycare', BODY, {}, { json: '/data/name' })).toBe('key:Zoë');
    expect(identity('actuallycare', '{"a":1}', {}, { json: '/data/name' })).toBe(`body:${sha256('{"a":1}')}`);
  });

  const LIST: readonly IdentityKey[] = ['default', { header: 'X-Delivery' }, { json: '/a' }];
  const listed = (body: string, delivery: string) =>
    identity('actuallycare', body, { headers: ['X-Delivery', delivery] }, LIST);

  it('of a list all count, and a part that is missing is the body', () => {
    expect(listed('{"a":1}', '7')).toBe(listed('{"a":1}', '7'));
    expect(listed('{"a":1}', '8')).not.toBe(listed('{"a":1}', '7'));
    expect(listed('{"a":1,"b":2}', '7')).not.toBe(listed('{"a":1}', '7'));
    const keys = [{ json: '/a' }, { json: '/b' }];
    expect(identity('actuallycare', '{"a":1,"b":2}', {}, keys)).toBe('keys:5:key:1\0' + '5:key:2');
    expect(identity('actuallycare', '{"a":1}', {}, keys)).toContain(`69:body:${sha256('{"a":1}')}`);
    expect(identity('actuallycare', '{"a":1}', {}, [{ json: '/a' }])).toBe('key:1');
  });

  it('in a list nothing moves from one part to the next', () => {
    const keys = [{ json: '/a' }, { json: '/b' }];
    const one = JSON.stringify({ a: 'x\0' + '5:key:y', b: 'z' });
    const other = JSON.stringify({ a: 'x', b: 'y\0' + '5:key:z' });
    expect(identity('actuallycare', one, {}, keys)).not.toBe(identity('actuallycare', other, {}, keys));
  });
});

it('every signed scheme of the catalogue has its identity tried here', () => {
  const plain = [...BY_BODY, ...BY_BODY_ID, ...BY_HEADER_ID, ...BY_SIGNED_ID, ...BY_TIME_TOO, ...NEVER_ONE];
  const tried = [...plain, ...IN_IDENTITY_NOTES, ...BY_EVENT_TOO.map(([name]) => name), 'slack'];
  const kinds = (names: readonly string[]): string[] =>
    names.map((name) => `${schemes[name]?.identity.join() ?? ''} ${schemes[name]?.idHeader === undefined}`);
  const signed = Object.keys(schemes).filter((name) => schemes[name]?.signature);
  expect(new Set(kinds(tried))).toEqual(new Set(kinds(signed)));
});

describe('a signed URL is the one that was signed', () => {
  const BASE = 'https://receiver.example/hooks/in';
  const REGISTERED = `${BASE}?tenant=a%3Ab&k=v`;
  const SPELLINGS = ['?tenant=a%3Ab&k=v', '?k=v&tenant=a%3Ab', '?%74enant=a:b&k=v', '?tenant=a%3ab&&k=v'];

  function identities(scheme: Scheme): Set<string> {
    const subject = subjectOf('one that signs its URL', scheme);
    const { method, headers, body } = genuine(subject, { url: REGISTERED });
    const verify = createVerifier(scheme, keysOf(scheme, subject.secret), { publicUrl: REGISTERED });
    return new Set(
      SPELLINGS.map((query) => {
        const target = `/hooks/in${query}`;
        const result = verify({ method, target, rawHeaders: headers, body, receivedAt: NOW });
        if (result instanceof Refusal) throw new Error(result.reason);
        return readIdentity(scheme, result, 'default', randomHex);
      }),
    );
  }

  test.each(['twilio', 'plivo', 'messagebird', 'hubspot', 'hubspot-v2'])(
    '%s: one capture under other spellings of its registered query is one delivery',
    (name) => {
      const scheme = schemes[name];
      expect(scheme && identities(scheme).size).toBe(1);
    },
  );

  test.each(['{url:base}{body}', '{url:decoded}|{body}', '{query:k}|{body}', '{path}|{body}'])(
    'what a user’s %s leaves out of the URL tells nothing apart',
    (content) => {
      const parsed = parseScheme({
        signature: { header: 'X-Signature', algorithm: 'hmac-sha256', encoding: 'hex', content },
        bodyMustBeJson: 'whole',
        identity: ['body', 'url'],
      });
      expect(parsed.ok && identities(parsed.scheme).size).toBe(1);
    },
  );
});
