/** What is not genuine never reaches store or receiver, and never looks like a fault of ours. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { post, startTestGateway, type Answer } from '../helpers/gateway.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { configText, deliver, freshBody, pairForTest, route, startPair, type Pair } from './setup.js';

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({
    routes: (url) => [
      route(url),
      route(url, { name: 'other', source: { secrets: [secretFor('actuallycare', 'z')] } }),
      route(url, { name: 'realty', from: 'real-estate' }),
    ],
  });
});

afterAll(() => pair.stop());

const AC = secretFor('actuallycare');
const BODY = '{"event":"lead.created","data":{"n":1.0}}';
const GOOD = createHmac('sha256', AC).update(BODY).digest('hex');

/** Neither the receiver nor the store hears of it. */
async function expectRefused(send: () => Promise<Answer>, codes: readonly string[]): Promise<void> {
  const seen = async () => [
    pair.up.received.length,
    await pair.gw.metric('webhook_gateway_store_duration_seconds_count'),
  ];
  const before = await seen();
  const answer = await send();
  expect(codes).toContain(answer.outcome);
  expect(answer.status).toBe(answer.outcome === 'malformed' ? 400 : 401);
  expect(answer.id).toBeUndefined();
  expect(await seen()).toEqual(before);
}

const BAD = ['invalid_signature', 'malformed'];

describe('one digest in a header (ActuallyCare)', () => {
  const values: Record<string, string> = {
    'the digest and more behind it': `${GOOD}zz-anything`,
    'the digest and half a byte': `${GOOD}a`,
    'the digest without its last half byte': GOOD.slice(0, -1),
    'the digest without its last byte': GOOD.slice(0, -2),
    'two joined with a comma': `sha256=${GOOD}, sha256=${'0'.repeat(64)}`,
    'a comma behind it': `sha256=${GOOD},`,
    'text that decodes to nothing': 'zz',
    'text that decodes to one byte': 'abzz',
    'the prefix alone': 'sha256=',
    'the prefix twice': `sha256=sha256=${GOOD}`,
    'the prefix in capitals': `SHA256=${GOOD}`,
    "another algorithm's prefix": `sha1=${GOOD}`,
    "another scheme's form": `v1,${Buffer.from(GOOD, 'hex').toString('base64')}`,
    "Stripe's form": `t=1,v1=${GOOD}`,
    'base64 instead of hex': Buffer.from(GOOD, 'hex').toString('base64'),
    'a blank inside': `sha256= ${GOOD}`,
    'quotes around it': `"sha256=${GOOD}"`,
    'all zeros': `sha256=${'0'.repeat(64)}`,
    'a digest in characters whose low bytes are hex': `sha256=${GOOD.slice(0, -1)}\u00b5`,
    'sixteen kilobytes': `sha256=${'a'.repeat(12_000)}`,
    'the word undefined': 'undefined',
    'the secret itself': AC,
    'the digest under the empty secret': `sha256=${createHmac('sha256', '').update(BODY).digest('hex')}`,
    'the digest under "undefined"': `sha256=${createHmac('sha256', 'undefined').update(BODY).digest('hex')}`,
    'the digest of no body': `sha256=${createHmac('sha256', AC).update('').digest('hex')}`,
    'the digest under SHA-1': `sha256=${createHmac('sha1', AC).update(BODY).digest('hex')}`,
    'the plain hash of the body': `sha256=${createHmac('sha256', '')
      .update(AC + BODY)
      .digest('hex')}`,
  };

  test.each(Object.entries(values))('%s', async (_, value) => {
    await expectRefused(() => post(`${pair.gw.url}/a`, BODY, { 'X-Webhook-Signature': value }), BAD);
  });

  test.each([
    ['no header', {}],
    ['an empty header', { 'X-Webhook-Signature': '' }],
    ['blanks', { 'X-Webhook-Signature': '   ' }],
    ["another scheme's header", { 'X-Hub-Signature-256': `sha256=${GOOD}` }],
    ['an underscore in its name', { X_Webhook_Signature: `sha256=${GOOD}` }],
    ["Standard Webhooks' headers", signHeaders('standard', secretFor('standard'), BODY)],
  ])('unsigned: %s', async (_, headers) => {
    await expectRefused(() => post(`${pair.gw.url}/a`, BODY, headers), ['missing_signature']);
  });

  test.each([[[GOOD, GOOD]], [[GOOD, 'x']], [['x', GOOD]], [['', GOOD]]])(
    'the header twice: %j',
    async (values) => {
      await expectRefused(
        () => post(`${pair.gw.url}/a`, BODY, { 'X-Webhook-Signature': values }),
        ['malformed'],
      );
    },
  );

  const tampered: Record<string, string | Buffer> = {
    'one bit': Buffer.from(BODY).map((byte, i) => (i === 5 ? byte ^ 1 : byte)) as Buffer,
    'a line feed behind it': `${BODY}\n`,
    'a blank before it': ` ${BODY}`,
    'a byte order mark': `\ufeff${BODY}`,
    'a NUL behind it': `${BODY}\0`,
    'keys in another order': '{"data":{"n":1.0},"event":"lead.created"}',
    '1 for 1.0': BODY.replace('1.0', '1'),
    'one byte less': BODY.slice(0, -1),
    'no body': '',
    'a second document': BODY + BODY,
    'another character of the same low byte': BODY.replace('l', '\u016c'),
  };

  test.each(Object.entries(tampered))('a body that differs by %s', async (_, body) => {
    const headers = { 'X-Webhook-Signature': `sha256=${GOOD}` };
    await expectRefused(() => post(`${pair.gw.url}/a`, body, headers), ['invalid_signature']);
  });

  test("a genuine signature on a route with another secret, and one under another route's secret", async () => {
    const headers = { 'X-Webhook-Signature': `sha256=${GOOD}` };
    await expectRefused(() => post(`${pair.gw.url}/other`, BODY, headers), ['invalid_signature']);
    const foreign = signHeaders('actuallycare', secretFor('actuallycare', 'z'), BODY);
    await expectRefused(() => post(`${pair.gw.url}/a`, BODY, foreign), ['invalid_signature']);
  });

  test.each(
    Object.entries({
      'invalid UTF-8': Buffer.from([0x7b, 0xff, 0xfe, 0, 0x7d]),
      empty: '',
      'with CR LF': '{\r\n}\r\n',
      'with a mark': '\ufeff{}',
    }),
  )('a genuine body stays as it is, byte for byte: %s', async (_, body) => {
    expect((await deliver(pair.gw, { body })).outcome).toBe('accepted');
    expect(pair.up.received.at(-1)?.body).toEqual(Buffer.from(body));
  });
});

test('a boundary moved between time and body is refused where nothing signed stands between them (real estate)', async () => {
  const at = String(Date.now());
  const secret = secretFor('real-estate');
  const sign = (text: string) => createHmac('sha256', secret).update(text).digest('hex');
  const send = (time: string, body: string) =>
    post(`${pair.gw.url}/realty`, body, {
      'X-Webhook-Timestamp': time,
      'X-Webhook-Signature': sign(time + body),
    });
  await expectRefused(() => send(at.slice(0, 10), `${at.slice(10)}{"id":"1"}`), BAD);
  await expectRefused(() => send(`${at}{"id":`, '"1"}'), BAD);
  await expectRefused(() => send(at, ''), BAD);
  expect((await send(at, '{"id":"1","type":"x"}')).outcome).toBe('accepted');
});

test('a secret that is gone no longer verifies; each that is there does', async () => {
  const [old, next] = [secretFor('actuallycare', 'o'), secretFor('actuallycare', 'n')];
  const rotating = await pairForTest({ routes: (url) => [route(url, { source: { secrets: [next, old] } })] });
  const rotated = await pairForTest({ routes: (url) => [route(url, { source: { secrets: [next] } })] });
  for (const [gw, secret, outcome] of [
    [rotating.gw, old, 'accepted'],
    [rotating.gw, next, 'accepted'],
    [rotated.gw, old, 'invalid_signature'],
    [rotated.gw, next, 'accepted'],
  ] as const) {
    const body = freshBody();
    expect((await post(`${gw.url}/a`, body, signHeaders('actuallycare', secret, body))).outcome).toBe(
      outcome,
    );
  }
});

test.each(['', 'short', '${NOT_SET}'])(
  'a secret that protects nothing keeps the gateway from starting: %j',
  async (secret) => {
    await expect(
      startTestGateway(configText([route('http://127.0.0.1:1', { source: { secrets: [secret] } })])),
    ).rejects.toThrow(/secrets\[0\]/);
  },
);
