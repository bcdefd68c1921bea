/** What is signed has one reading: whoever holds one genuine delivery cannot make another of its bytes. */
import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { post, type TestGateway } from '../helpers/gateway.js';
import { secretFor } from '../helpers/sign.js';
import { pairForTest, route, type Members } from './setup.js';

const URL_OF_TESTS = 'https://hooks.example.com/a';
const FORM = 'application/x-www-form-urlencoded';

const gatewayFor = (from: string, source: Members = { publicUrl: URL_OF_TESTS }) =>
  pairForTest({ routes: (url) => [route(url, { from, to: 'standard', source })] });

const mac = (scheme: string, algorithm: string, text: string): string =>
  createHmac(algorithm, secretFor(scheme)).update(text).digest('base64');

/** The form as Twilio and its like sign it. */
const formText = (body: string): string =>
  [...new URLSearchParams(body)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat()
    .join('');

interface Call {
  readonly scheme: string;
  readonly header: string;
}
const TWILIO: Call = { scheme: 'twilio', header: 'X-Twilio-Signature' };
const PLIVO: Call = { scheme: 'plivo', header: 'X-Plivo-Signature' };
const MANDRILL: Call = { scheme: 'mandrill', header: 'X-Mandrill-Signature' };

/** @param signed what was signed, which need not be what is sent */
async function call(
  gw: TestGateway,
  { scheme, header }: Call,
  { query = '', body, signed, type = FORM }: { query?: string; body: string; signed?: string; type?: string },
): Promise<string | undefined> {
  const text = signed ?? URL_OF_TESTS + query + formText(body);
  const headers = { 'Content-Type': type, [header]: mac(scheme, 'sha1', text) };
  return (await post(`${gw.url}/a${query}`, body, headers)).outcome;
}

const ACCOUNT = 'AC00000000000000000000000000000000';
const form = (more: string): string => `AccountSid=${ACCOUNT}&${more}`;

test('hubspot: bytes between query and body cannot change sides', async () => {
  const { gw, up } = await gatewayFor('hubspot', { publicUrl: URL_OF_TESTS, signedQuery: 'any' });
  const body = '[{"subscriptionType":"contact.creation","objectId":123}]';
  const time = String(Date.now());
  const signature = mac('hubspot', 'sha256', `POST${URL_OF_TESTS}?q=1${body}${time}`);
  const send = (at: number) => {
    const text = `?q=1${body}`;
    return post(`${gw.url}/a${encodeURI(text.slice(0, at))}`, text.slice(at), {
      'X-HubSpot-Signature-v3': signature,
      'X-HubSpot-Request-Timestamp': time,
    });
  };
  for (let at = 0; at <= body.length + 4; at++) {
    if (at !== 4) expect((await send(at)).outcome, String(at)).not.toBe('accepted');
  }
  expect((await send(4)).outcome).toBe('accepted');
  expect(up.received).toHaveLength(1);
});

test('hubspot: a query that the configuration does not name is refused before anything is compared', async () => {
  const { gw, up } = await gatewayFor('hubspot');
  const time = String(Date.now());
  const answer = await post(`${gw.url}/a?q=1`, '{}', {
    'X-HubSpot-Signature-v3': mac('hubspot', 'sha256', `POST${URL_OF_TESTS}?q=1{}${time}`),
    'X-HubSpot-Request-Timestamp': time,
  });
  expect([answer.outcome, answer.status]).toEqual(['malformed', 400]);
  expect(up.received).toEqual([]);
});

test('sinch: bytes between body, nonce and time cannot change sides', async () => {
  const { gw, up } = await gatewayFor('sinch', {});
  const body = '{"message":"one.two.three"}';
  const time = String(Math.floor(Date.now() / 1000));
  const signature = mac('sinch', 'sha256', `${body}.no.nce.${time}`);
  const send = (bytes: string, nonce: string) =>
    post(`${gw.url}/a`, bytes, {
      'x-sinch-webhook-signature': signature,
      'x-sinch-webhook-signature-nonce': nonce,
      'x-sinch-webhook-signature-timestamp': time,
      'x-sinch-webhook-signature-algorithm': 'HmacSHA256',
    });
  for (const [bytes, nonce] of [
    ['{"message":"one', 'two.three"}.no.nce'],
    ['{"message":"one.two', 'three"}.no.nce'],
    [`${body}.no`, 'nce'],
  ] as const) {
    expect((await send(bytes, nonce)).outcome).toBe('invalid_signature');
  }
  expect((await send(body, 'no.nce')).outcome).toBe('accepted');
  expect(up.received).toHaveLength(1);
});

test('twilio: fields of the form cannot move into the query, nor the query into the form', async () => {
  const { gw, up } = await gatewayFor('twilio');
  const body = form('Body=hi&From=1&To=2');
  const signed = `${URL_OF_TESTS}?step=1${formText(body)}`;
  const moves: readonly (readonly [string, string])[] = [
    [`?step=1AccountSid${ACCOUNT}`, 'Body=hi&From=1&To=2'],
    [`?step=1AccountSid${ACCOUNT}BodyhiFrom1`, 'To=2'],
    [`?step=1AccountSid${ACCOUNT}BodyhiFrom1To2`, ''],
    ['?step=1A', `ccountSid=${ACCOUNT}&Body=hi&From=1&To=2`],
    ['?step=1AccountSid', `${ACCOUNT}Body=hi&From=1&To=2`],
    ['?step=', `1AccountSid=${ACCOUNT}&Body=hi&From=1&To=2`],
    ['', `?step=1AccountSid=${ACCOUNT}&Body=hi&From=1&To=2`],
    ['', `?step=1A=ccountSid${ACCOUNT}&Body=hi&From=1&To=2`],
  ];
  for (const [query, moved] of moves) {
    expect(await call(gw, TWILIO, { query, body: moved, signed }), query).not.toBe('accepted');
  }
  expect(up.received).toEqual([]);
  expect(await call(gw, TWILIO, { query: '?step=1', body, signed })).toBe('accepted');
});

test("twilio: a stranger's words with a hash in them and their signature do not carry a document", async () => {
  const { gw, up } = await gatewayFor('twilio');
  const document = '{"amount":1000000}';
  const hash = createHash('sha256').update(document).digest('hex');
  const words = `x&bodySHA256=${hash}`;
  const head = `AccountSid${ACCOUNT}Body${words}`;
  for (const tail of ['&From1To2', '']) {
    const signed = `${URL_OF_TESTS}?step=1${head}${tail}`;
    const query = `?step=1${head}${tail}`;
    const type = 'application/json';
    expect(await call(gw, TWILIO, { query, body: document, signed, type })).not.toBe('accepted');
  }
  expect(up.received).toEqual([]);
  const query = `?step=1&bodySHA256=${hash}`;
  const type = 'application/json';
  const signed = URL_OF_TESTS + query;
  expect(await call(gw, TWILIO, { query, body: document, signed, type })).toBe('accepted');
});

test('twilio: the steps of a menu pass where the route names them, and no other query does', async () => {
  const { gw } = await gatewayFor('twilio', {
    publicUrl: URL_OF_TESTS,
    signedQuery: { step: 'digits', tenant: ['a', 'b'] },
  });
  let digit = 0;
  const outcomeOf = (query: string) => call(gw, TWILIO, { query, body: form(`Digits=${digit++}`) });
  for (const query of ['', '?step=1', '?step=20&tenant=a']) {
    expect(await outcomeOf(query), query).toBe('accepted');
  }
  for (const query of ['?step=1AccountSidAC1', '?step=', '?step=1&step=2', '?tenant=c', '?other=1']) {
    expect(await outcomeOf(query), query).toBe('malformed');
  }
});

test('twilio: a query in another order than the registered one is the registered one', async () => {
  const { gw } = await gatewayFor('twilio', { publicUrl: `${URL_OF_TESTS}?b=456&a=123` });
  const body = form('Digits=1');
  const signed = `${URL_OF_TESTS}?b=456&a=123${formText(body)}`;
  for (const query of ['?a=123', '', '?a=123&b=457']) {
    expect(await call(gw, TWILIO, { query, body, signed }), query).toBe('malformed');
  }
  expect(await call(gw, TWILIO, { query: '?a=123&b=456', body, signed })).toBe('accepted');
});

test('mandrill and plivo: fields cannot move into the query', async () => {
  for (const [scheme, body, query, moved] of [
    [MANDRILL, 'mandrill_events=%5B%5D', '?x=1mandrill_events', '%5B%5D='],
    [MANDRILL, 'mandrill_events=%5B%5D', '?x=1mandrill_events[]', ''],
    [PLIVO, 'CallUUID=1&From=2&To=3', '?x=1CallUUID1', 'From=2&To=3'],
    [PLIVO, 'CallUUID=1&From=2&To=3', '?x=', '1CallUUID=1&From=2&To=3'],
  ] as const) {
    const publicUrl = scheme === PLIVO ? `${URL_OF_TESTS}?x=1` : URL_OF_TESTS;
    const { gw } = await gatewayFor(scheme.scheme, { publicUrl });
    const signed = `${URL_OF_TESTS}?x=1${formText(body)}`;
    expect(await call(gw, scheme, { query, body: moved, signed }), query).toBe('malformed');
    expect(await call(gw, scheme, { query: '?x=1', body, signed })).toBe('accepted');
  }
});
