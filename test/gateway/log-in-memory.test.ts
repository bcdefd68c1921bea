/** A direct route's deliveries can be listed without a word of configuration, whatever the store is. */
import { describe, expect, test } from 'vitest';
import { ask, TOKEN } from '../helpers/api.js';
import type { TestGateway } from '../helpers/gateway.js';
import { randomPrefix } from '../helpers/redis.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { deliver, freshBody, pairForTest, route, type Members } from './setup.js';

const ADMIN = { host: '127.0.0.1', port: 0, token: TOKEN };

const read = async (gw: TestGateway, path: string): Promise<Record<string, unknown>> =>
  (await ask({ url: gw.adminUrl }, 'GET', `/api/${path}`)).body;
const idsOf = (list: Record<string, unknown>): unknown[] =>
  (list['data'] as { id: string }[]).map(({ id }) => id);

describe.each([
  ['memory', () => ({}), { kind: 'replica', replicas: 1, says: 'this replica' }],
  [
    'Redis',
    () => ({ store: { url: sharedRedis(), prefix: randomPrefix() } }),
    { kind: 'replica', replicas: 1, says: 'this replica' },
  ],
])('with a store in %s', (_, store: () => Members, scope) => {
  test('deliveries are listed and shown with their attempts, without a body', async () => {
    const { gw, up } = await pairForTest({ top: { ...store(), admin: ADMIN } });
    expect(await read(gw, 'deliveries')).toEqual({
      data: [],
      next: null,
      note: expect.stringMatching(/^no delivery since the start \d+ s ago$/) as string,
      scope,
    });
    up.reply(500);
    const body = freshBody();
    const failed = await deliver(gw, { body });
    up.reply(200);
    const again = await deliver(gw, { body });
    const other = await deliver(gw);
    expect([failed.outcome, again.outcome, other.outcome]).toEqual(['failed', 'accepted', 'accepted']);
    const list = await read(gw, 'deliveries');
    expect(idsOf(list)).toEqual([other.id, again.id]);
    expect(list).toMatchObject({ note: null, scope });
    const one = await read(gw, `deliveries/${again.id ?? ''}`);
    expect(one).toMatchObject({ outcome: 'accepted', bodyKept: false, body: null });
    expect((one['attempts'] as { status: number }[]).map(({ status }) => status)).toEqual([500, 200]);
  });

  test('a route whose log is off has none, and the empty list says so', async () => {
    const { gw } = await pairForTest({
      top: { ...store(), admin: ADMIN },
      routes: (url) => [route(url, { more: { deliveries: { log: 'off' } } })],
    });
    await deliver(gw);
    expect(await read(gw, 'deliveries?route=a')).toMatchObject({
      data: [],
      note: 'route a keeps no log (deliveries.log: off)',
    });
  });
});
