/** What can be written in several ways, or in ways one does not expect, and must still end where it belongs. */
import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { post } from '../helpers/gateway.js';
import { secretFor } from '../helpers/sign.js';
import { deliver, pairForTest, route } from './setup.js';

test.each(['lead.créé', 'lead.created ', `lead.${'x'.repeat(400)}`])(
  'an event whose name is unfit for a header is matched all the same: %j',
  async (event) => {
    const { gw, up } = await pairForTest({ routes: (url) => [route(url, { more: { events: ['lead.*'] } })] });
    expect((await deliver(gw, { body: JSON.stringify({ event }) })).outcome).toBe('accepted');
    expect(up.received[0]?.headers['webhook-gateway-event']).toBeUndefined();
  },
);

test('one signed form is one delivery, however its fields are ordered and escaped', async () => {
  const publicUrl = 'https://hooks.example.com/in';
  const { gw, up } = await pairForTest({
    routes: (url) => [route(url, { from: 'twilio', to: 'standard', source: { publicUrl } })],
  });
  const signature = createHmac('sha1', secretFor('twilio'))
    .update(`${publicUrl}AccountSidAC1BodyhiFrom+1`)
    .digest('base64');
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Twilio-Signature': signature };
  const outcomes: (string | undefined)[] = [];
  for (const body of [
    'AccountSid=AC1&From=%2B1&Body=hi',
    'Body=hi&From=%2B1&AccountSid=AC1',
    '&Body=hi&AccountSid=AC1&From=%2B1',
    'AccountSid=AC%31&Body=h%69&From=%2b1',
  ]) {
    outcomes.push((await post(`${gw.url}/a`, body, headers)).outcome);
  }
  expect(outcomes).toEqual(['accepted', 'duplicate', 'duplicate', 'duplicate']);
  expect(up.received).toHaveLength(1);
});

test("a handshake's open question is no way to have a delivery signed", async () => {
  const { gw, up } = await pairForTest({ routes: (url) => [route(url, { from: 'linkedin' })] });
  for (const [challenge, body] of [
    ['hmacsha256%3D', ''],
    ['hmacsha256%3D%3D', '='],
  ] as const) {
    const asked = await fetch(`${gw.url}/a?challengeCode=${challenge}`);
    const { challengeResponse } = (await asked.json()) as { challengeResponse: string };
    const answer = await post(`${gw.url}/a`, body, { 'X-LI-Signature': challengeResponse });
    expect(answer.outcome).toBe('invalid_signature');
  }
  expect(up.received).toHaveLength(0);
});

test('a plain hash behind the secret cannot be continued: what it takes to continue it is no text', async () => {
  const { gw, up } = await pairForTest({ routes: (url) => [route(url, { from: 'hubspot-v1' })] });
  const secret = secretFor('hubspot-v1');
  const genuine = '[{"subscriptionType":"contact.creation"}]';
  // SHA-256's own padding behind secret and body, as whoever continues the hash must send it too.
  const length = secret.length + genuine.length;
  const padding = Buffer.alloc(64 - ((length + 9) % 64) + 9);
  padding[0] = 0x80;
  padding.writeUInt32BE(length * 8, padding.length - 4);
  const forged = Buffer.concat([Buffer.from(genuine), padding, Buffer.from(',"more"')]);
  const signature = createHash('sha256').update(secret).update(forged).digest('hex');
  const headers = { 'X-HubSpot-Signature': signature, 'X-HubSpot-Signature-Version': 'v1' };
  expect((await post(`${gw.url}/a`, forged, headers)).outcome).toBe('invalid_signature');
  expect(up.received).toHaveLength(0);
});

test('late attempts hold no more bytes of bodies than may be buffered: past it the attempt ends with the deadline', async () => {
  const { gw } = await pairForTest({
    reply: () => undefined,
    routes: (url) => [route(url, { source: { deadline: '200ms' } })],
    top: { server: { maxBufferedBytes: '64kb' } },
  });
  const bodies = [1, 2, 3].map((n) => JSON.stringify({ event: 'a.b', n, padding: 'x'.repeat(30_000) }));
  const answers = await Promise.all(bodies.slice(0, 2).map((body) => deliver(gw, { body })));
  expect(answers.map(({ outcome }) => outcome)).toEqual(['timeout', 'timeout']);
  expect(await gw.metric('webhook_gateway_detached')).toBe(2);
  expect((await deliver(gw, { body: bodies[2] ?? '' })).outcome).toBe('timeout');
  expect(await gw.metric('webhook_gateway_detached')).toBe(2);
});
