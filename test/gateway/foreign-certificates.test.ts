/**
 * Certificates of providers: Amazon SNS and PayPal, whose deliveries name an address at a pinned host, and the App Store,
 * whose tokens carry them. The hosts are ours: what is fetched is answered here, and every certificate is made here.
 */
import { createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FetchKey } from '../../src/line/keys/key-fetch.js';
import { createAuthority, selfSigned, type Authority, type Credentials } from '../helpers/certificates.js';
import { post, startTestGateway, type Answer, type TestGateway } from '../helpers/gateway.js';
import { withReason } from '../helpers/refusal-reasons.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:ours';
const APPLE_LEAF = ['1.2.840.113635.100.6.11.1'];
const APPLE_ISSUER = ['1.2.840.113635.100.6.2.1'];

let authority: Authority;
let stranger: Authority;
let up: Upstream;
let gw: TestGateway;
/** What is answered at an address; what is not here is away. */
const answers = new Map<string, string | { readonly status: number; readonly body: string }>();
let asked: string[] = [];

const fetchKey: FetchKey = ({ address }) => {
  asked.push(address);
  const answer = answers.get(address.replace(/\?.*$/, ''));
  if (answer === undefined) return Promise.resolve(undefined);
  const { status, body } = typeof answer === 'string' ? { status: 200, body: answer } : answer;
  return Promise.resolve({ status, body: Buffer.from(body), maxAge: undefined });
};

function route(name: string, source: string): string {
  return `- { name: ${name}, path: /${name}, source: { ${source} }, destination: { url: "${up.url}", scheme: none, reason: the receiver of this test } }`;
}

beforeAll(async () => {
  [authority, stranger] = [createAuthority(), createAuthority()];
  up = await startUpstream();
  const routes = [
    route('sns', `scheme: aws-sns, owner: "${TOPIC}"`),
    route('paypal', 'scheme: paypal, owner: WEBHOOK1, keyRoots: /roots.pem'),
    route('paypal-system', 'scheme: paypal, owner: WEBHOOK1'),
    route('app-store', 'scheme: app-store, owner: com.example.app, keyRoots: /roots.pem'),
  ];
  gw = await startTestGateway(`routes:\n  ${routes.join('\n  ')}\n`, {
    fetchKey,
    files: { '/roots.pem': authority.cert },
  });
});

afterAll(async () => {
  await gw.stop();
  await up.close();
  authority.close();
  stranger.close();
});

beforeEach(() => {
  answers.clear();
  asked = [];
  up.received.length = 0;
});

async function told(send: () => Promise<Answer>): Promise<string> {
  const [{ status, outcome }, reason] = await withReason(gw, send);
  return `${status} ${outcome ?? ''} ${reason}`.trim();
}

let count = 0;

describe('Amazon SNS', () => {
  let credentials: Credentials;

  beforeAll(() => {
    credentials = selfSigned({ names: 'DNS:sns.amazonaws.com', kind: 'rsa' });
  });

  const certificateUrl = (): string =>
    `https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${++count}.pem`;

  interface Sent {
    readonly type?: string;
    readonly url: string;
    readonly topic?: string;
    readonly version?: string;
    readonly by?: Credentials;
    readonly more?: Readonly<Record<string, string>>;
    /** After signing. */
    readonly changed?: Readonly<Record<string, string>>;
  }

  function send({
    type = 'Notification',
    url,
    topic = TOPIC,
    version = '2',
    by = credentials,
    more = {},
    changed = {},
  }: Sent) {
    const message: Record<string, string> = {
      ...{ Type: type, MessageId: `id-${++count}`, TopicArn: topic, Message: 'two\nlines' },
      ...{ Timestamp: new Date().toISOString(), SignatureVersion: version, SigningCertURL: url },
      ...more,
    };
    const signed = [
      'Message',
      'MessageId',
      'Subject',
      'SubscribeURL',
      'Timestamp',
      'Token',
      'TopicArn',
      'Type',
    ]
      .filter((name) => message[name] !== undefined)
      .map((name) => `${name}\n${message[name] ?? ''}\n`)
      .join('');
    const hash = version === '1' ? 'sha1' : 'sha256';
    message['Signature'] = sign(hash, Buffer.from(signed), createPrivateKey(by.key)).toString('base64');
    return told(() => post(`${gw.url}/sns`, JSON.stringify({ ...message, ...changed })));
  }

  test('is accepted in both versions, with a subject and without, by a certificate that is fetched once', async () => {
    const url = certificateUrl();
    answers.set(url, credentials.cert);
    expect(await send({ url })).toBe('200 accepted');
    expect(await send({ url, version: '1' })).toBe('200 accepted');
    expect(await send({ url, more: { Subject: 'About it' } })).toBe('200 accepted');
    expect(
      await send({
        url,
        type: 'UnsubscribeConfirmation',
        more: { Token: 't', SubscribeURL: 'https://sns.us-east-1.amazonaws.com/' },
      }),
    ).toBe('200 accepted');
    expect(asked).toEqual([url]);
  });

  test('is refused with another message, another key, another version, or of another topic', async () => {
    const url = certificateUrl();
    answers.set(url, credentials.cert);
    expect(await send({ url, changed: { Message: 'other' } })).toBe('401 invalid_signature mismatch');
    expect(await send({ url, changed: { Subject: 'added' } })).toBe('401 invalid_signature mismatch');
    expect(await send({ url, changed: { SignatureVersion: '1' } })).toBe('401 invalid_signature mismatch');
    expect(await send({ url, changed: { SignatureVersion: '3' } })).toBe(
      '401 invalid_signature unknown_version',
    );
    const other = selfSigned({ names: 'DNS:sns.amazonaws.com', kind: 'rsa' });
    expect(await send({ url, by: other })).toBe('401 invalid_signature mismatch');
    expect(await send({ url, topic: `${TOPIC}2` })).toBe('401 invalid_signature owner_mismatch');
    expect(up.received).toEqual([]);
  });

  test('has no second reading: a subject or an id over two lines is refused', async () => {
    const url = certificateUrl();
    answers.set(url, credentials.cert);
    expect(await send({ url, more: { Subject: 'a\nTimestamp\nb' } })).toBe('401 invalid_signature mismatch');
  });

  test.each([
    'https://sns.us-east-1.amazonaws.com.evil.example/SimpleNotificationService-1.pem',
    'https://evil.example/sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://sns.us-east-1.amazonaws.com@evil.example/SimpleNotificationService-1.pem',
    'https://user@sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://sns.us-east-1.amazonaws.com:8443/SimpleNotificationService-1.pem',
    'https://sns.us-east-1.amazonaws.com:443/SimpleNotificationService-1.pem',
    'http://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem',
    'HTTPS://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem#x',
    'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem?x',
    'https://sns.us-east-1.amazonaws.com/?Action=x&SimpleNotificationService-1.pem',
    'https://sns.us-east-1.amazonaws.com/other/../SimpleNotificationService-1.pem',
    'https://sns.us-east-1.amazonaws.com\\.evil.example/SimpleNotificationService-1.pem',
    'https://sns.evil.us-east-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://xsns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://s3.us-east-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://sns.us-east-1.amazonaws.com./SimpleNotificationService-1.pem',
    'https://sns.ｕs-east-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://sns.us-east-1.amazonaws.com/upload/mine.pem',
    ' https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem',
  ])('fetches nothing from %s', async (url) => {
    expect(await send({ url })).toBe('401 invalid_signature key_unpinned');
    expect(asked).toEqual([]);
  });

  test('is told to come again while its host is away or has something else, and is accepted then', async () => {
    await gw.reload(configOfSns('sns-outage'));
    const url = certificateUrl();
    expect(await send({ url })).toBe('503 key_unavailable key_host_away');
    answers.set(url, '<html>');
    expect(await send({ url })).toBe('503 key_unavailable key_unreadable');
    answers.set(url, { status: 403, body: credentials.cert });
    expect(await send({ url })).toBe('503 key_unavailable key_unreadable');
    answers.set(url, credentials.cert);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await send({ url })).toBe('200 accepted');
  });

  test('is refused under a certificate that is over or not yet valid', async () => {
    await gw.reload(configOfSns('sns-dates'));
    for (const dates of ['expired', 'future'] as const) {
      const url = certificateUrl();
      const dated = authority.issue({ names: 'DNS:sns.amazonaws.com', kind: 'rsa', [dates]: true });
      answers.set(url, dated.cert);
      expect(await send({ url, by: dated })).toBe('401 invalid_signature certificate_refused');
    }
  });

  test('confirms its subscription by asking the signed address, once topic and signature hold', async () => {
    await gw.reload(configOfSns('sns-confirms'));
    const url = certificateUrl();
    answers.set(url, credentials.cert);
    const confirmation = { type: 'SubscriptionConfirmation', url } as const;
    const ask = (host: string) => ({
      Token: 't',
      SubscribeURL: `https://${host}/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=t`,
    });
    const [ours, theirs] = [ask('sns.us-east-1.amazonaws.com'), ask('evil.example')];
    expect(
      await send({ ...confirmation, more: ours, topic: 'arn:aws:sns:us-east-1:999999999999:theirs' }),
    ).toMatch(/owner_mismatch$/);
    expect(await send({ ...confirmation, more: ours, changed: { Token: 'u' } })).toMatch(/mismatch$/);
    expect(await send({ ...confirmation, more: theirs })).toBe('503 key_unavailable confirmation_failed');
    expect(asked).toEqual([url]);
    expect(await send({ ...confirmation, more: ours })).toBe('503 key_unavailable confirmation_failed');
    answers.set('https://sns.us-east-1.amazonaws.com/', '<ConfirmSubscriptionResponse/>');
    expect(await send({ ...confirmation, more: ours })).toBe('200 challenge');
    expect(asked.slice(1)).toEqual([ours.SubscribeURL, ours.SubscribeURL]);
    expect(up.received).toEqual([]);
  });

  /** Under another name a route has a count of new ids of its own. */
  const configOfSns = (name: string): string =>
    `routes:\n  ${route('sns', `scheme: aws-sns, owner: "${TOPIC}"`).replace('name: sns', `name: ${name}`)}\n  ${others()}`;
});

const others = (): string =>
  [
    route('paypal', 'scheme: paypal, owner: WEBHOOK1, keyRoots: /roots.pem'),
    route('paypal-system', 'scheme: paypal, owner: WEBHOOK1'),
    route('app-store', 'scheme: app-store, owner: com.example.app, keyRoots: /roots.pem'),
  ].join('\n  ');

describe('PayPal', () => {
  const certificateUrl = (): string => `https://api.paypal.com/v1/notifications/certs/CERT-${++count}`;

  function send(
    url: string,
    by: Credentials,
    { webhook = 'WEBHOOK1', path = 'paypal' } = {},
  ): Promise<string> {
    const body = JSON.stringify({ id: `WH-${++count}`, event_type: 'PAYMENT.SALE.COMPLETED' });
    const [id, time] = [`t-${count}`, new Date().toISOString()];
    const text = `${id}|${time}|${webhook}|${crc32(body)}`;
    const headers = {
      ...{ 'PAYPAL-TRANSMISSION-ID': id, 'PAYPAL-TRANSMISSION-TIME': time, 'PAYPAL-CERT-URL': url },
      'PAYPAL-AUTH-ALGO': 'SHA256withRSA',
      'PAYPAL-TRANSMISSION-SIG': sign('sha256', Buffer.from(text), createPrivateKey(by.key)).toString(
        'base64',
      ),
    };
    return told(() => post(`${gw.url}/${path}`, body, headers));
  }

  test('is accepted under a certificate that leads to the roots, directly or over another', async () => {
    const leaf = authority.issue({ names: 'DNS:messages.paypal.com', kind: 'rsa' });
    const url = certificateUrl();
    answers.set(url, leaf.cert);
    expect(await send(url, leaf)).toBe('200 accepted');
    expect(await send(url, leaf, { webhook: 'WEBHOOK2' })).toBe('401 invalid_signature mismatch');
    const between = authority.issueAuthority();
    const below = between.issue({ names: 'DNS:messages.paypal.com', kind: 'rsa' });
    const chained = certificateUrl();
    answers.set(chained, `${below.cert}\n${between.cert}`);
    expect(await send(chained, below)).toBe('200 accepted');
    between.close();
  });

  test('is refused under one that leads nowhere, to other roots, or over what is no authority', async () => {
    const ours = authority.issue({ names: 'DNS:messages.paypal.com', kind: 'rsa' });
    const own = selfSigned({ names: 'DNS:messages.paypal.com', kind: 'rsa' });
    const theirs = stranger.issue({ names: 'DNS:messages.paypal.com', kind: 'rsa' });
    const refused = '401 invalid_signature certificate_refused';
    await gw.reload(`routes:\n  ${others().replaceAll('name: paypal', 'name: wrong-paypal')}`);
    for (const [pem, by] of [
      [own.cert, own],
      [`${theirs.cert}\n${stranger.cert}`, theirs],
      [`${theirs.cert}\n${ours.cert}`, theirs],
    ] as const) {
      const url = certificateUrl();
      answers.set(url, pem);
      expect(await send(url, by)).toBe(refused);
    }
    const url = certificateUrl();
    answers.set(url, ours.cert);
    expect(await send(url, ours, { path: 'paypal-system' })).toBe(refused);
  });

  test('fetches nothing from a host or a path that is not its own', async () => {
    const leaf = authority.issue({ names: 'DNS:messages.paypal.com', kind: 'rsa' });
    for (const url of [
      'https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1',
      'https://www.paypal.com/v1/notifications/certs/CERT-1',
      'https://api.paypal.com/v1/notifications/certs/../../CERT-1',
      'https://api.paypal.com/v1/notifications/certs/CERT-1/x',
    ]) {
      expect(await send(url, leaf)).toBe('401 invalid_signature key_unpinned');
    }
    expect(asked).toEqual([]);
  });
});

describe('the App Store', () => {
  const encoded = (pem: string): string => new X509Certificate(pem).raw.toString('base64');

  async function send(
    chain: readonly string[],
    by: Credentials,
    bundleId = 'com.example.app',
  ): Promise<string> {
    const claims = { notificationType: 'TEST', notificationUUID: `u-${++count}`, data: { bundleId } };
    const signedPayload = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', x5c: chain.map(encoded) })
      .sign(createPrivateKey(by.key));
    return told(() => post(`${gw.url}/app-store`, JSON.stringify({ signedPayload })));
  }

  test('is accepted if its certificates lead to the root and are for this, and it is our app', async () => {
    const between = authority.issueAuthority({ extensions: APPLE_ISSUER });
    const leaf = between.issue({ names: 'DNS:apple.example', extensions: APPLE_LEAF });
    const chain = [leaf.cert, between.cert, authority.cert];
    expect(await send(chain, leaf)).toBe('200 accepted');
    expect(await send(chain.slice(0, 2), leaf)).toBe('200 accepted');
    expect(await send(chain, leaf, 'com.example.other')).toBe('401 invalid_signature owner_mismatch');
    expect(await send(chain, authority.issue({ names: 'DNS:x' }))).toBe('401 invalid_signature mismatch');
    expect(await send([leaf.cert], leaf)).toBe('401 invalid_signature certificate_refused');
    const plain = between.issue({ names: 'DNS:apple.example' });
    expect(await send([plain.cert, between.cert], plain)).toBe('401 invalid_signature certificate_refused');
    const old = between.issue({ names: 'DNS:apple.example', extensions: APPLE_LEAF, expired: true });
    expect(await send([old.cert, between.cert], old)).toBe('401 invalid_signature certificate_refused');
    between.close();
  });

  test('is refused under another root, or over an authority that is not for this', async () => {
    const theirs = stranger.issueAuthority({ extensions: APPLE_ISSUER });
    const leaf = theirs.issue({ names: 'DNS:apple.example', extensions: APPLE_LEAF });
    expect(await send([leaf.cert, theirs.cert, stranger.cert], leaf)).toBe(
      '401 invalid_signature certificate_refused',
    );
    expect(await send([leaf.cert, theirs.cert, authority.cert], leaf)).toBe(
      '401 invalid_signature certificate_refused',
    );
    const plain = authority.issueAuthority();
    const below = plain.issue({ names: 'DNS:apple.example', extensions: APPLE_LEAF });
    expect(await send([below.cert, plain.cert], below)).toBe('401 invalid_signature certificate_refused');
    theirs.close();
    plain.close();
  });
});
