/** What tells two events of a provider apart: said for people in each entry, and true of the parts it names. */
import { describe, expect, it, test } from 'vitest';
import { randomHex } from '../../src/gateway/random-hex.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { readIdentity } from '../../src/schemes/engine/read.js';
import { hasShape } from '../../src/schemes/engine/shapes.js';
import { createVerifier, Refusal } from '../../src/schemes/engine/verify.js';
import type { Shape } from '../../src/schemes/spec.js';
import { readPage } from './pages.js';
import {
  added,
  genuine,
  keysOf,
  NOW,
  subjectOf,
  verdictOn,
  verifySent,
  withMember,
  type Given,
  type Sent,
} from './harness.js';

const all = Object.entries(schemes);

function identityOf(name: string, sent: Sent): string {
  const subject = subjectOf(name);
  const result = verifySent(subject, sent);
  if (result instanceof Refusal) throw new Error(result.reason);
  return readIdentity(subject.scheme, result, 'default', randomHex);
}

const FORM = Buffer.from('AccountSid=AC0&From=%2B1&To=%2B2&Digits=1');
const SEEN = 'https://receiver.example/in?step=1';
const OTHER = 'https://receiver.example/in?step=2';

describe('every scheme', () => {
  test.each(all)('%s says what tells two of its events apart', (_name, { identityNote = '' }) => {
    expect(identityNote).toMatch(/^[A-Z].*\.$/s);
    expect(identityNote.length).toBeGreaterThan(20);
  });

  test.each(all)('%s: an unsigned header that decides something has a shape', (_name, scheme) => {
    const { event = [], sourceId, identity } = scheme;
    const places = [...event, ...(sourceId && identity.includes('sourceId') ? [sourceId] : [])];
    for (const place of places) if ('header' in place) expect(place.shape).toBeDefined();
  });

  test.each(all)('%s: no identity rests on an unsigned part without the body', (_name, scheme) => {
    const { event = [], identity, idHeader, sourceId } = scheme;
    const unsignedName = identity.includes('event') && event.some((place) => 'header' in place);
    if (unsignedName || identity.includes('sourceId')) expect(identity).toContain('body');
    if (identity.includes('id')) {
      expect(idHeader !== undefined || (sourceId !== undefined && !('header' in sourceId))).toBe(true);
    }
  });

  test.each(all)('%s: a signed time is bounded ahead of the clock too', (_name, { time }) => {
    if (typeof time?.tolerance === 'object') expect(time.tolerance.future).toBeDefined();
  });

  it('an identity of nothing is on the page that lists them, and no other is', () => {
    const never = all.filter(([, { identity }]) => identity.length === 0).map(([name]) => name);
    expect(never).toEqual(['cloudevents', 'dropbox', 'microsoft-graph', 'none', 'qstash', 'woocommerce']);
    expect(readPage('docs/providers.md', 'never')).toEqual(never);
  });
});

describe('equal bytes that are two events', () => {
  const at = (name: string, given: Given): string => identityOf(name, genuine(subjectOf(name), given));

  test.each([
    ['twilio', 'the step of a menu', { body: FORM, url: SEEN }, { body: FORM, url: OTHER }],
    ['plivo', 'the step of a menu', { body: FORM, url: SEEN }, { body: FORM, url: OTHER }],
    [
      'messagebird',
      'a report in the URL',
      { body: Buffer.alloc(0), url: SEEN },
      { body: Buffer.alloc(0), url: OTHER },
    ],
    ['grafana-timed', 'a reminder', {}, { at: NOW + 60_000 }],
    ['revolut', 'a payment that fails twice', {}, { at: NOW + 60_000 }],
    ['zendesk', 'a trigger that fires twice', {}, { at: NOW + 60_000 }],
    ['sanity', 'two changes of one document', {}, { at: NOW + 60_000 }],
    ['standard', 'two messages', { id: 'msg_1' }, { id: 'msg_2' }],
  ] as const)('%s: %s', (name, _what, one, other) => {
    expect(at(name, one)).toBe(at(name, one));
    expect(at(name, one)).not.toBe(at(name, other));
  });

  test.each(['microsoft-graph', 'dropbox'])('%s: each delivery, because nothing tells them apart', (name) => {
    const sent = genuine(subjectOf(name));
    expect(identityOf(name, sent)).not.toBe(identityOf(name, sent));
  });

  test.each(['none', 'woocommerce'])('%s: each delivery of equal bytes', (name) => {
    const scheme = schemes[name];
    if (!scheme) throw new TypeError(name);
    const ids = [1, 2].map(() => {
      const sent = scheme.signature ? genuine(subjectOf(name)) : { method: 'POST', headers: [], body: FORM };
      const secrets = scheme.signature ? keysOf(scheme, subjectOf(name).secret) : [];
      const { method, headers, body } = sent;
      const given = { method, target: '/', rawHeaders: headers, body, receivedAt: NOW };
      const result = createVerifier(scheme, secrets)(given);
      if (result instanceof Refusal) throw new Error(name);
      return readIdentity(scheme, result, 'default', randomHex);
    });
    expect(new Set(ids).size).toBe(2);
  });

  test.each([
    ['twilio', 'I-Twilio-Idempotency-Token', FORM],
    ['hookdeck', 'X-Hookdeck-EventID', Buffer.from('{}')],
  ] as const)('%s: another id beside an equal body, which must be written as an id', (name, header, body) => {
    const subject = subjectOf(name);
    const withId = (id: string): Sent => added(genuine(subject, { body, url: SEEN }), header, id);
    expect(identityOf(name, withId('evt_1'))).toBe(identityOf(name, withId('evt_1')));
    expect(identityOf(name, withId('evt_1'))).not.toBe(identityOf(name, withId('evt_2')));
    expect(verdictOn(subject, withId('an id'))).toBe('unreadable_id');
    expect(verdictOn(subject, added(withId('a'), header, 'a'))).toBe('repeated_header');
  });
});

describe('one signature is one event, whatever stands unsigned beside it', () => {
  it('adyen: the signed fields of all items decide', () => {
    const subject = subjectOf('adyen');
    const sent = genuine(subject);
    const item = '/notificationItems/0/NotificationRequestItem';
    expect(identityOf('adyen', withMember(subject, sent, `${item}/reason`, 'forged'))).toBe(
      identityOf('adyen', sent),
    );
    const fewer = withMember(subject, sent, '/notificationItems', [
      (JSON.parse(sent.body.toString()) as { notificationItems: unknown[] }).notificationItems[0],
    ]);
    expect(identityOf('adyen', fewer)).not.toBe(identityOf('adyen', sent));
  });

  it('plivo-v2: the nonce decides, not the body', () => {
    const subject = subjectOf('plivo-v2');
    const url = 'https://receiver.example/in';
    const sent = genuine(subject, { url });
    expect(identityOf('plivo-v2', { ...sent, body: FORM })).toBe(identityOf('plivo-v2', sent));
    expect(identityOf('plivo-v2', genuine(subject, { id: 'another', url }))).not.toBe(
      identityOf('plivo-v2', sent),
    );
  });
});

describe('names that providers send have the shape of their scheme', () => {
  test.each([
    ['a_b', ['push', 'pull_request', 'check_run', 'deploy_created', 'metric_alert', 'update']],
    ['a/b', ['orders/paid', 'customer.tags_added', 'app/scopes_update', 'subscription/created', 'ping/v0']],
    ['a:b', ['repo:push', 'pullrequest:changes_request_created', 'pr:comment:added', 'diagnostics:ping']],
    ['a.b', ['alert.open', 'channel.subscription.gifts', 'livestream.status.updated']],
    ['A b', ['Push Hook', 'Merge Request Hook', 'System Hook', 'Confidential Note Hook']],
    ['token', ['order.created', 'action.woocommerce_add_to_cart', 'action.my-hook']],
  ] as const)('%s', (shape: Shape, names) => {
    for (const name of names) expect(hasShape(name, shape), name).toBe(true);
    for (const name of ['', 'a b c!', 'push, push', '../x', 'x'.repeat(129)]) {
      expect(hasShape(name, shape), name).toBe(false);
    }
  });
});
