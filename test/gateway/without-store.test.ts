import { describe, expect, test } from 'vitest';
import { startTestGateway } from '../helpers/gateway.js';
import { freePort } from '../helpers/servers.js';
import { startUpstream } from '../helpers/upstream.js';
import { configText, deliver, expectProblem, freshBody, route } from './setup.js';

describe('a store that does not answer', () => {
  test('where the store is out and the route refuses: store_unavailable, the time to wait, and no forward', async () => {
    const up = await startUpstream();
    const closed = await freePort();
    const gw = await startTestGateway(
      configText([route(up.url, { name: 'takes' })], { store: { url: `redis://127.0.0.1:${closed}` } }),
    );
    const before = up.received.length;
    const answer = await deliver(gw, { route: 'takes' });
    expect(answer).toMatchObject({ status: 503, outcome: 'store_unavailable' });
    expect(answer.headers['retry-after']).toBe('5');
    expectProblem(answer, 'store_unavailable');
    expect(await gw.metric('webhook_gateway_deliveries_total', { outcome: 'store_unavailable' })).toBe(1);
    expect(up.received.length).toBe(before);
    await gw.stop();
    await up.close();
  });

  test('where the route goes on without: forwarded, and counted', async () => {
    const up = await startUpstream();
    const closed = await freePort();
    const gw = await startTestGateway(
      configText([route(up.url, { more: { dedupe: { onStoreOutage: 'forward' } } })], {
        store: { url: `redis://127.0.0.1:${closed}` },
      }),
    );
    const body = freshBody();
    const answers = [await deliver(gw, { body }), await deliver(gw, { body })];
    expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
    expect(new Set(up.received.map(({ headers }) => headers['svix-id'])).size).toBe(1);
    expect(await gw.metric('webhook_gateway_without_dedupe_total', { route: 'a' })).toBe(2);
    expect(await gw.metric('webhook_gateway_store_up')).toBe(0);
    await gw.stop();
    await up.close();
  });
});
