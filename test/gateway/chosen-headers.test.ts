/** Headers the operator chose: `headers`, `forwardHeaders`, and what a scheme declares to carry. */
import { describe, expect, test } from 'vitest';
import { post } from '../helpers/gateway.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { configText, deliver, freshBody, pairForTest, route } from './setup.js';
import { startTestGateway } from '../helpers/gateway.js';

const GITHUB = secretFor('github');

test('`headers` are added to each request, secrets from the environment among them', async () => {
  const { gw, up } = await pairForTest({
    env: { RECEIVER_TOKEN: 'Bearer inner-token' },
    routes: (url) => [
      route(url, {
        destination: { headers: { Authorization: { env: 'RECEIVER_TOKEN' }, 'X-Team': 'blue' } },
      }),
    ],
  });
  await deliver(gw, { headers: { Authorization: 'Bearer outside', 'X-Team': 'red' } });
  expect(up.received[0]?.headers).toMatchObject({ authorization: 'Bearer inner-token', 'x-team': 'blue' });
  expect(gw.rawLog()).not.toContain('inner-token');
});

describe('`forwardHeaders`', () => {
  test('lets the named ones through, and only those', async () => {
    const { gw, up } = await pairForTest({
      routes: (url) => [route(url, { destination: { forwardHeaders: ['X-Tenant', 'X-Shard-*'] } })],
    });
    await deliver(gw, {
      headers: {
        'x-tenant': 'seven',
        'X-Tenant-Secret': 'no',
        'X-Shard-A': '1',
        'X-SHARD-B': '2',
        X_Shard_C: 'no',
        'X-Shard-D_E': 'no',
      },
    });
    const { headers = {} } = up.received[0] ?? {};
    expect(headers).toMatchObject({ 'x-tenant': 'seven', 'x-shard-a': '1', 'x-shard-b': '2' });
    expect(JSON.stringify(headers)).not.toContain('"no"');
  });

  test('leaves a repeated header out instead of choosing one', async () => {
    const { gw, up } = await pairForTest({
      routes: (url) => [route(url, { destination: { forwardHeaders: ['X-Tenant', 'X-Shard-*'] } })],
    });
    const body = freshBody();
    const signed = signHeaders('actuallycare', secretFor('actuallycare'), body);
    await post(`${gw.url}/a`, body, { ...signed, 'X-Tenant': ['one', 'two'], 'X-Shard-A': ['1', '2'] });
    expect(up.received[0]?.headers['x-tenant']).toBeUndefined();
    expect(up.received[0]?.headers['x-shard-a']).toBeUndefined();
  });

  test('leaves out what Connection names, which is meant for the gateway alone', async () => {
    const { gw, up } = await pairForTest({
      routes: (url) => [route(url, { destination: { forwardHeaders: ['X-Tenant', 'X-Shard-*', 'X-Kept'] } })],
    });
    const body = freshBody();
    const signed = Object.entries(signHeaders('actuallycare', secretFor('actuallycare'), body)).flat();
    const named = ['Connection', 'X-Tenant, x-shard-a', 'X-Tenant', '1', 'X-Shard-A', '1', 'X-Kept', 'yes'];
    await post(`${gw.url}/a`, body, [...signed, ...named]);
    const { headers = {} } = up.received[0] ?? {};
    expect(headers['x-tenant']).toBeUndefined();
    expect(headers['x-shard-a']).toBeUndefined();
    expect(headers['x-kept']).toBe('yes');
  });

  test('a wildcard never lets a signature header through, whatever scheme it belongs to', async () => {
    const { gw, up } = await pairForTest({
      routes: (url) => [
        route(url, { name: 'gh', from: 'github', destination: { forwardHeaders: ['X-GitHub-*'] } }),
        // Of one's own schemes too, also where they are used on another route.
        route(url, { name: 'b', from: 'own' }),
      ],
      top: {
        schemes: {
          own: {
            signature: { header: 'X-Own-Sig', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' },
          },
        },
      },
    });
    const body = freshBody();
    await post(`${gw.url}/gh`, body, {
      ...signHeaders('github', GITHUB, body, { event: 'push' }),
      'X-GitHub-Enterprise-Host': 'ghe.example',
      'X-Own-Sig': 'outside',
      'X-Hub-Signature': 'sha1=outside',
    });
    const { headers = {} } = up.received[0] ?? {};
    expect(headers).toMatchObject({ 'x-github-event': 'push', 'x-github-enterprise-host': 'ghe.example' });
    expect(Object.keys(headers).filter((name) => /sig(?!ned)/.test(name))).toEqual(['svix-signature']);
  });

  test.each(['svix-*', 'X-Hub-*', 'X-W*', 'webhook-*', 'svix-signature', 'X-Hub-Signature-256', 'X-Own-*'])(
    'a pattern that covers a signature header is a fault: %s',
    async (pattern) => {
      const schemes = {
        own: {
          signature: { header: 'X-Own-Sig', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' },
        },
      };
      const text = configText([route('http://127.0.0.1:1', { destination: { forwardHeaders: [pattern] } })], {
        schemes,
      });
      await expect(startTestGateway(text)).rejects.toThrow(/forwardHeaders\[0\]/);
    },
  );
});

test("what the scheme declares to carry arrives: GitHub's event and delivery", async () => {
  const { gw, up } = await pairForTest({ routes: (url) => [route(url, { from: 'github' })] });
  const body = freshBody();
  await post(`${gw.url}/a`, body, {
    ...signHeaders('github', GITHUB, body, { event: 'issues', id: 'guid-1' }),
    'X-GitHub-Hook-ID': '42',
    'X-GitHub-Other': 'no',
  });
  const { headers = {} } = up.received[0] ?? {};
  expect(headers).toMatchObject({
    'x-github-event': 'issues',
    'x-github-delivery': 'guid-1',
    'x-github-hook-id': '42',
    'webhook-gateway-event': 'issues',
    'webhook-gateway-source-id': 'guid-1',
  });
  expect(headers['x-github-other']).toBeUndefined();
  expect(headers['x-hub-signature-256']).toBeUndefined();
});

test('what the operator sets is not sent twice where the scheme would carry the same header', async () => {
  const { gw, up } = await pairForTest({
    routes: (url) => [
      route(url, { from: 'github', destination: { headers: { 'X-GitHub-Hook-ID': 'ours' } } }),
    ],
  });
  const body = freshBody();
  const signed = signHeaders('github', GITHUB, body, { event: 'push' });
  await post(`${gw.url}/a`, body, { ...signed, 'X-GitHub-Hook-ID': 'theirs' });
  const raw = up.received[0]?.rawHeaders ?? [];
  expect(raw.filter((_, i) => raw[i - 1]?.toLowerCase() === 'x-github-hook-id')).toEqual(['ours']);
});

test('a carried header with bytes beyond ASCII arrives with the bytes that came', async () => {
  const { gw, up } = await pairForTest({ routes: (url) => [route(url, { from: 'github' })] });
  const body = freshBody();
  const name = Buffer.from('zo\u00eb').toString('latin1');
  const answer = await post(`${gw.url}/a`, body, {
    ...signHeaders('github', GITHUB, body, { event: 'issues', id: 'guid-1' }),
    'X-GitHub-Hook-ID': name,
  });
  expect(answer.outcome).toBe('accepted');
  expect(up.received[0]?.headers['x-github-hook-id']).toBe(name);
});
