/** Refused deliveries are seen and explained, in a gateway without a store beside its memory. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { post } from '../helpers/gateway.js';
import { TOKEN, ask } from '../helpers/api.js';
import { asked, refusedBy, shown } from '../helpers/ask-refused.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { configText, freshBody, pairForTest, route, startPair, type Pair } from './setup.js';

const top = { admin: { host: '127.0.0.1', port: 0, token: TOKEN } };

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({
    top,
    routes: (url) => [
      route(url, { name: 'orders' }),
      route(url, { name: 'builds', from: 'github', source: { secrets: [secretFor('github', 'z')] } }),
      route(url, { name: 'pay', from: 'stripe' }),
      route(url, { name: 'merges', from: 'gitlab' }),
      route(url, { name: 'graph', from: 'microsoft-graph' }),
      route(url, { name: 'closed', more: { refused: { in: 'off' } } }),
      route(url, { name: 'bare', more: { refused: { bodies: false } } }),
    ],
  });
});
afterAll(() => pair.stop());

const AC = secretFor('actuallycare');
const digest = (body: string, secret = AC): string => createHmac('sha256', secret).update(body).digest('hex');

describe('a refused delivery is found with what explains it, and the line to change:', () => {
  test('the secret of another route', async () => {
    const body = freshBody();
    const wrong = secretFor('github', 'z');
    await post(`${pair.gw.url}/orders`, body, { 'X-Webhook-Signature': `sha256=${digest(body, wrong)}` });
    const { explanations, ...entry } = await refusedBy(pair.gw, body);
    expect(entry).toMatchObject({
      route: 'orders',
      outcome: 'invalid_signature',
      reason: 'mismatch',
      shaped: true,
    });
    expect(explanations[0]).toMatchObject({ cause: 'other_secret', line: 'routes[0].source.secrets: […]' });
    expect(explanations[0]?.evidence).toContain('route builds');
  });

  test('the provider renamed its header', async () => {
    const body = freshBody();
    await post(`${pair.gw.url}/orders`, body, { 'X-Care-Sig': `sha256=${digest(body)}` });
    const { explanations, shaped } = await refusedBy(pair.gw, body);
    expect(shaped).toBe(false);
    expect(explanations[0]).toMatchObject({ cause: 'header_renamed' });
    expect(explanations[0]?.text).toContain('X-Care-Sig');
    expect(explanations[0]?.line).toContain('signature.header: X-Care-Sig');
  });

  test('the provider renamed its header, which also holds the time', async () => {
    const body = freshBody();
    const headers = signHeaders('stripe', secretFor('stripe'), body);
    const { 'Stripe-Signature': signature = '' } = headers;
    await post(`${pair.gw.url}/pay`, body, { 'X-Pay-Sig': signature });
    const { explanations } = await refusedBy(pair.gw, body);
    expect(explanations[0]).toMatchObject({ cause: 'header_renamed' });
  });

  test('the provider put v2= before its signature', async () => {
    const body = freshBody();
    await post(`${pair.gw.url}/orders`, body, { 'X-Webhook-Signature': `v2=${digest(body)}` });
    const { explanations } = await refusedBy(pair.gw, body);
    expect(explanations[0]).toMatchObject({ cause: 'signature_form' });
    expect(explanations[0]?.evidence).toContain('v2=<64 characters>');
    expect(explanations[0]?.line).toContain('prefix: "v2="');
  });

  test('the provider changed v1= to v2= in its list', async () => {
    const body = freshBody();
    const headers = signHeaders('stripe', secretFor('stripe'), body);
    const { 'Stripe-Signature': signature = '' } = headers;
    await post(`${pair.gw.url}/pay`, body, { 'Stripe-Signature': signature.replace('v1=', 'v2=') });
    const { explanations, reason } = await refusedBy(pair.gw, body);
    expect(reason).toBe('unknown_version');
    expect(explanations.map(({ cause }) => cause)).toContain('unknown_version');
    expect(explanations[0]?.evidence).toContain('v2=');
  });

  test('the provider changed to base64', async () => {
    const body = freshBody();
    const text = Buffer.from(digest(body), 'hex').toString('base64');
    await post(`${pair.gw.url}/orders`, body, { 'X-Webhook-Signature': `sha256=${text}` });
    const { explanations } = await refusedBy(pair.gw, body);
    expect(explanations[0]).toMatchObject({ cause: 'signature_form' });
    expect(explanations[0]?.line).toContain('encoding: base64');
  });

  test('a stale one, by how much', async () => {
    const body = freshBody();
    const at = Date.now() - 3_600_000;
    await post(`${pair.gw.url}/pay`, body, signHeaders('stripe', secretFor('stripe'), body, { at }));
    const { explanations } = await refusedBy(pair.gw, body);
    expect(explanations[0]).toMatchObject({ cause: 'stale', line: 'routes[2].source.tolerance: …' });
    expect(explanations[0]?.evidence).not.toContain('--now');
  });

  test('one that verifies since the secret was mended', async () => {
    const { gw, up } = await pairForTest({
      top,
      routes: (url) => [route(url, { source: { secrets: ['another-secret-of-32-characters!'] } })],
    });
    const body = freshBody();
    await post(`${gw.url}/a`, body, { 'X-Webhook-Signature': `sha256=${digest(body)}` });
    expect((await refusedBy(gw, body)).explanations[0]).toMatchObject({
      cause: 'wrong_secret',
      line: 'routes[0].source.secrets: […]',
    });
    await gw.reload(configText([route(up.url)], top));
    expect((await refusedBy(gw, body)).explanations).toMatchObject([{ cause: 'verifies_now', line: null }]);
  });
});

describe('the list', () => {
  test('counts equal requests once, and has those of each filter alone', async () => {
    const body = freshBody();
    const headers = { 'X-Webhook-Signature': `sha256=${'0'.repeat(64)}` };
    for (let i = 0; i < 3; i++)
      await post(`${pair.gw.url}/orders`, body, { ...headers, 'X-Request-Id': `${i}` });
    const entry = await refusedBy(pair.gw, body);
    expect(entry).toMatchObject({
      count: 3,
      method: 'POST',
      path: '/orders',
      client: '127.0.0.1',
      bodyCut: false,
    });
    for (const filter of [
      'route=orders',
      'outcome=invalid_signature',
      'reason=mismatch',
      'client=127.0.0.1',
    ]) {
      const { data } = await asked(pair.gw, `/api/refused?${filter}&limit=500`);
      expect(data.map(({ id }) => id)).toContain(entry.id);
    }
    for (const filter of ['route=pay', 'outcome=stale', 'reason=too_old', 'client=192.0.2.1']) {
      const { data } = await asked(pair.gw, `/api/refused?${filter}&limit=500`);
      expect(data.map(({ id }) => id)).not.toContain(entry.id);
    }
  });

  test('has what no route has: its path without the query, how often, and the nearest route', async () => {
    for (let i = 0; i < 2; i++) await post(`${pair.gw.url}/Orders/?token=planted-token`, 'x');
    const { data, text } = await asked(pair.gw, '/api/refused?route=_unmatched', 1);
    expect(data[0]).toMatchObject({ path: '/Orders/', count: 2, nearest: 'orders', outcome: 'not_found' });
    expect(text).not.toContain('planted-token');
    const line = pair.gw.lines().find(({ path }) => path === '/Orders/');
    expect(line).toMatchObject({ route: '_unmatched', nearest: 'orders', outcome: 'not_found' });
    expect(pair.gw.rawLog()).not.toContain('planted-token');
  });

  test('has nothing of a route that keeps nothing, and no body where bodies are not kept', async () => {
    const body = freshBody();
    await post(`${pair.gw.url}/closed`, body, {});
    const other = freshBody();
    await post(`${pair.gw.url}/bare`, other, { 'X-Webhook-Signature': `sha256=${'1'.repeat(64)}` });
    const { data } = await asked(pair.gw, '/api/refused?route=bare', 1);
    const entry = await shown(pair.gw, String(data[0]?.id));
    expect(entry).toMatchObject({ body: null, bytes: other.length });
    expect(entry.explanations[0]).toMatchObject({ cause: 'body_not_kept' });
    expect((await asked(pair.gw, '/api/refused?route=closed')).data).toEqual([]);
  });

  test('keeps of a body refused by its headers what was read of it', async () => {
    const body = `{"a":"${'b'.repeat(200_000)}"}`;
    await post(`${pair.gw.url}/orders`, body, {}).catch(() => undefined);
    let cut: Readonly<Record<string, unknown>> | undefined;
    await expect
      .poll(async () => {
        const { data } = await asked(pair.gw, '/api/refused?reason=missing_signature&route=orders&limit=500');
        return (cut = data.find(({ bodyCut }) => bodyCut === true));
      })
      .toBeDefined();
    expect(cut).toMatchObject({ bytes: 65_536, shaped: false });
    expect((await shown(pair.gw, String(cut?.id))).body).toBe(body.slice(0, 65_536));
  });
});

describe('no secret, signature or token is shown or logged:', () => {
  const bearer = 'planted-bearer-0123456789abcdef';
  const cases: readonly (readonly [
    what: string,
    path: string,
    headers: Record<string, string>,
    planted: string,
  ])[] = [
    ['a signature', '/orders', { 'X-Webhook-Signature': `sha256=${'ab12'.repeat(16)}` }, 'ab12'.repeat(16)],
    ['a token', '/merges', { 'X-Gitlab-Token': 'planted-gitlab-token-1' }, 'planted-gitlab-token-1'],
    ['a bearer token', '/orders', { Authorization: `Bearer ${bearer}` }, bearer],
    ['a cookie', '/orders', { Cookie: 'sid=planted-cookie' }, 'planted-cookie'],
    ['a key under any name', '/orders', { 'X-Partner-Api-Key': 'planted-api-key' }, 'planted-api-key'],
    ['a renamed signature', '/orders', { 'X-Whatever': `v9:${'cd34'.repeat(16)}` }, 'cd34'.repeat(16)],
    ['a query', '/orders?access_token=planted-query', {}, 'planted-query'],
  ];

  test.each(cases)('%s', async (_what, path, headers, planted) => {
    const body = freshBody();
    await post(`${pair.gw.url}${path}`, body, headers);
    const entry = await refusedBy(pair.gw, body);
    const texts = [
      JSON.stringify(entry),
      (await asked(pair.gw, '/api/refused?limit=500')).text,
      (await ask({ url: pair.gw.adminUrl }, 'GET', '/metrics')).text,
      pair.gw.rawLog(),
    ];
    for (const text of texts) expect(text).not.toContain(planted);
    for (const [name] of Object.entries(headers)) {
      const [, value] = entry.headers.find(([known]) => known === name) ?? [];
      expect(value).toMatch(/^sha256:[0-9a-f]{4}… \(\d+ characters, \w+\)$/);
    }
  });

  test('a token in the body', async () => {
    const body = JSON.stringify({ value: [{ clientState: 'planted-state', n: freshBody() }] });
    await post(`${pair.gw.url}/graph`, body, {});
    const { data } = await asked(pair.gw, '/api/refused?route=graph', 1);
    const entry = await shown(pair.gw, String(data[0]?.id));
    expect(JSON.stringify(entry)).not.toContain('planted-state');
    expect(entry.body).toBeNull();
    expect(pair.gw.rawLog()).not.toContain('planted-state');
  });
});

test('refusals are counted by reason, and what is pushed out too', async () => {
  const { gw } = await pairForTest({
    top,
    routes: (url) => [route(url, { more: { refused: { maxCount: 8 } } })],
  });
  for (let i = 0; i < 5; i++) await post(`${gw.url}/a`, freshBody(), {});
  await expect.poll(() => gw.metric('webhook_gateway_refused_dropped_total', { route: 'a' })).toBe(3);
  expect(await gw.metric('webhook_gateway_refused_total', { route: 'a', reason: 'missing_signature' })).toBe(
    5,
  );
  expect((await asked(gw, '/api/refused')).data).toHaveLength(2);
});
