/** One route for several header families: a provider that moves from one to the other, or sends both. */
import { describe, expect, test } from 'vitest';
import { TOKEN, ask } from '../helpers/api.js';
import { asked } from '../helpers/ask-refused.js';
import { post, startTestGateway } from '../helpers/gateway.js';
import { until } from '../helpers/servers.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { startUpstream } from '../helpers/upstream.js';
import { configText, freshBody, pairForTest, route, type Members } from './setup.js';

const SECRET = secretFor('standard');

function both(more: Members = {}) {
  return (url: string) => [
    route(url, { from: 'standard', source: { scheme: ['standard', 'svix'], ...more }, to: 'github' }),
  ];
}

function sign(family: string, body: string, id = 'msg_1', secret = SECRET): Record<string, string> {
  return signHeaders(family, secret, body, { id });
}

describe('a route of two header families', () => {
  test('takes either, under the same id and as the same delivery', async () => {
    const { gw, up } = await pairForTest({ routes: both() });
    const body = freshBody();
    const first = await post(`${gw.url}/a`, body, sign('svix', body));
    const again = await post(`${gw.url}/a`, body, sign('standard', body));
    expect([first.outcome, again.outcome]).toEqual(['accepted', 'duplicate']);
    expect([first.id, again.id]).toEqual(['msg_1', 'msg_1']);
    expect(up.received[0]?.headers['webhook-gateway-source']).toBe('standard');
    expect(up.received[0]?.rawHeaders.join(' ')).not.toMatch(/svix-|webhook-signature/i);
  });

  test('takes both at once where they say the same', async () => {
    const { gw } = await pairForTest({ routes: both() });
    const body = freshBody();
    const headers = { ...sign('standard', body), ...sign('svix', body) };
    expect(await post(`${gw.url}/a`, body, headers)).toMatchObject({ outcome: 'accepted' });
  });

  test('refuses both at once where they differ, whichever is genuine', async () => {
    const { gw, up } = await pairForTest({ routes: both() });
    const body = freshBody();
    for (const wrong of [
      sign('svix', body, 'msg_2'),
      sign('svix', body, 'msg_1', secretFor('standard', 'b')),
    ]) {
      const headers = { ...sign('standard', body), ...wrong };
      expect(await post(`${gw.url}/a`, body, headers)).toMatchObject({ status: 400, outcome: 'malformed' });
    }
    for (const stray of [{ 'webhook-id': 'msg_9' }, { 'webhook-timestamp': '1' }]) {
      const headers = { ...sign('svix', body), ...stray };
      expect(await post(`${gw.url}/a`, body, headers)).toMatchObject({ status: 400, outcome: 'malformed' });
    }
    expect(gw.lines().map(({ reason }) => reason)).toEqual(Array<string>(4).fill('conflicting_headers'));
    expect(up.received).toHaveLength(0);
  });

  test('refuses a header that comes twice, in either family', async () => {
    const { gw } = await pairForTest({ routes: both() });
    const body = freshBody();
    const { 'svix-id': id = '', ...headers } = sign('svix', body);
    expect(await post(`${gw.url}/a`, body, { ...headers, 'svix-id': [id, id] })).toMatchObject({
      outcome: 'malformed',
    });
  });

  test('refuses what is forged, stale or unsigned in either', async () => {
    const { gw } = await pairForTest({ routes: both() });
    const body = freshBody();
    const stale = signHeaders('svix', SECRET, body, { at: Date.now() - 600_000 });
    expect((await post(`${gw.url}/a`, `${body} `, sign('svix', body))).outcome).toBe('invalid_signature');
    expect((await post(`${gw.url}/a`, body, stale)).outcome).toBe('stale');
    expect((await post(`${gw.url}/a`, body, {})).outcome).toBe('missing_signature');
  });

  test('knows what it delivered before the second family was added', async () => {
    const { gw, up } = await pairForTest({ routes: both({ scheme: 'standard' }) });
    const body = freshBody();
    expect((await post(`${gw.url}/a`, body, sign('standard', body))).outcome).toBe('accepted');
    await gw.reload(configText(both()(up.url)));
    expect((await post(`${gw.url}/a`, body, sign('svix', body))).outcome).toBe('duplicate');
  });

  test('takes afterwards what was refused under a wrong secret, in either', async () => {
    const top = { admin: { host: '127.0.0.1', port: 0, token: TOKEN } };
    const { gw, up } = await pairForTest({ routes: both({ secrets: [secretFor('standard', 'b')] }), top });
    for (const family of ['standard', 'svix']) {
      const body = freshBody();
      expect((await post(`${gw.url}/a`, body, sign(family, body, family))).outcome).toBe('invalid_signature');
    }
    await asked(gw, '/api/refused', 2);
    await gw.reload(configText(both()(up.url), top));
    const { status } = await ask({ url: gw.adminUrl }, 'POST', '/api/jobs', {
      do: 'verify',
      filter: { route: 'a' },
    });
    expect(status).toBe(202);
    await until('both are delivered', () => up.received.length === 2);
  });

  test('comes of variables alone', async () => {
    const up = await startUpstream();
    const gw = await startTestGateway(undefined, {
      env: {
        ...{
          GATEWAY_SOURCE_SCHEME: 'standard,svix',
          GATEWAY_SOURCE_SECRET: SECRET,
          GATEWAY_DESTINATION_URL: up.url,
        },
        ...{ GATEWAY_DESTINATION_SCHEME: 'github', GATEWAY_DESTINATION_SECRET: secretFor('github') },
        ...{ PORT: '0', ADMIN_PORT: '0' },
      },
    });
    const body = freshBody();
    const answers = [
      await post(`${gw.url}/in`, body, sign('svix', body)),
      await post(`${gw.url}/in`, body, sign('standard', body)),
    ];
    await gw.stop();
    await up.close();
    expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'duplicate']);
  });
});
