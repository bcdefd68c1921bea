/** Routes whose path ends in `/*`, by requests as they may come. */
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { post } from '../helpers/gateway.js';
import { openRaw, requestText } from '../helpers/raw.js';
import { until } from '../helpers/servers.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { freshBody, pairForTest, route } from './setup.js';

function sign(body: string): Record<string, string> {
  return signHeaders('actuallycare', secretFor('actuallycare'), body);
}

test('an open path takes what stands behind it, and an exact one goes before it', async () => {
  const { gw, up } = await pairForTest({
    routes: (url) => [
      { ...route(url, { name: 'open' }), path: '/hooks/*' },
      { ...route(url, { name: 'exact' }), path: '/hooks/shop' },
    ],
  });
  for (const path of ['/hooks/a/b', '/hooks', '/hooks/shop', '/hooks/shop/']) {
    const body = freshBody();
    expect(await post(`${gw.url}${path}`, body, sign(body)), path).toMatchObject({ outcome: 'accepted' });
  }
  const routes = up.received.map(({ headers }) => headers['webhook-gateway-route']);
  expect(routes).toEqual(['open', 'open', 'exact', 'open']);
  // Nobody signed the path, and the receiver's own is its own.
  expect(new Set(up.received.map(({ path }) => path))).toEqual(new Set(['/']));
  expect(await gw.metric('webhook_gateway_deliveries_total', { route: 'open', outcome: 'accepted' })).toBe(3);
});

test('the same body under two paths is one delivery where nobody signed the path', async () => {
  const { gw } = await pairForTest({ routes: (url) => [{ ...route(url), path: '/hooks/*' }] });
  const body = freshBody();
  expect((await post(`${gw.url}/hooks/a`, body, sign(body))).outcome).toBe('accepted');
  expect((await post(`${gw.url}/hooks/b`, body, sign(body))).outcome).toBe('duplicate');
});

test.each([
  '/hooks/../x',
  '/hooks/%2e%2e/x',
  '/hooks//x',
  '/hooks/a%2fb',
  '/hooks/.',
  '/hooks/a\\b',
  '/hooksx',
])('what may be read as another path is not found: %s', async (path) => {
  const { gw, up } = await pairForTest({ routes: (url) => [{ ...route(url), path: '/hooks/*' }] });
  const body = freshBody();
  const [[name, value] = ['', '']] = Object.entries(sign(body)).filter(([key]) => /signature/i.test(key));
  const lines = ['Host: x', `${name}: ${value}`, `Content-Length: ${body.length}`];
  const connection = await openRaw(gw.gateway.publicPort);
  connection.socket.write(requestText(path, lines, body));
  await until('an answer', () => connection.text().includes('\r\n\r\n'));
  expect(connection.text()).toMatch(/^HTTP\/1\.1 404 /);
  connection.socket.destroy();
  expect(up.received).toHaveLength(0);
});

test('a target with scheme and host is routed by its path, as elsewhere', async () => {
  const { gw } = await pairForTest({ routes: (url) => [{ ...route(url), path: '/hooks/*' }] });
  const body = freshBody();
  const [[name, value] = ['', '']] = Object.entries(sign(body)).filter(([key]) => /signature/i.test(key));
  const lines = ['Host: x', `${name}: ${value}`, `Content-Length: ${body.length}`];
  const connection = await openRaw(gw.gateway.publicPort);
  connection.socket.write(requestText('http://other.example/hooks/a?b=c', lines, body));
  await until('an answer', () => connection.text().includes('\r\n\r\n'));
  expect(connection.text()).toMatch(/^HTTP\/1\.1 200 /);
  connection.socket.destroy();
});

test('a signed path is signed as it came, and no form moves into it', async () => {
  const secret = secretFor('twilio');
  const { gw, up } = await pairForTest({
    routes: (url) => [
      {
        ...route(url, { from: 'twilio', source: { publicUrl: 'https://hooks.example.com/in/*' } }),
        path: '/a/*',
      },
    ],
  });
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const signature = (text: string) => ({
    ...form,
    'X-Twilio-Signature': createHmac('sha1', secret).update(text).digest('base64'),
  });
  const genuine = signature('https://hooks.example.com/in/step/1AccountSidAC1Digits7');
  const body = 'AccountSid=AC1&Digits=7';
  expect(await post(`${gw.url}/a/step/1`, body, genuine)).toMatchObject({ outcome: 'accepted' });
  expect(await post(`${gw.url}/a/step/1`, body, genuine)).toMatchObject({ outcome: 'duplicate' });
  expect(await post(`${gw.url}/a/step/2`, body, genuine)).toMatchObject({ outcome: 'invalid_signature' });
  expect(await post(`${gw.url}/a/step`, 'AccountSid=AC1&Digits=7', genuine)).toMatchObject({ status: 401 });
  const moved = await post(`${gw.url}/a/step/1AccountSidAC1`, 'AccountSid=AC1&Digits=7', genuine);
  expect(moved).toMatchObject({ outcome: 'malformed' });
  expect(up.received).toHaveLength(1);
});
