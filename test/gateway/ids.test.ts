/** Ids of ours, ids that a source signs and ids that anybody may write: who acts on which delivery with them. */
import { describe, expect, test } from 'vitest';
import { ask, TOKEN } from '../helpers/api.js';
import { post, type TestGateway } from '../helpers/gateway.js';
import { randomPrefix } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { deliver, freshBody, pairForTest, route, type Members } from './setup.js';

const ADMIN = { host: '127.0.0.1', port: 0, token: TOKEN };

const operate = (gw: TestGateway, path: string, method = 'POST') =>
  ask({ url: gw.adminUrl }, method, `/api/${path}`);

/** GitHub's own id of a delivery, and its event, stand in headers beside the signed body. */
function github(gw: TestGateway, name: string, body: string, headers: Record<string, string> = {}) {
  const signed = signHeaders('github', secretFor('github'), body, { event: 'push' });
  return post(`${gw.url}/${name}`, body, { ...signed, ...headers });
}

describe.each([
  ['memory', () => ({})],
  ['Redis', () => ({ store: { url: sharedRedis(), prefix: randomPrefix() } })],
])('with a store in %s', (_, store: () => Members) => {
  test('a source cannot take an id that was made for another route, while that one is known', async () => {
    const { gw, up } = await pairForTest({
      top: store(),
      routes: (url) => [route(url), route(url, { name: 'b', from: 'svix' })],
    });
    const { id = '' } = await deliver(gw);
    const taken = await deliver(gw, { route: 'b', from: 'svix', id });
    expect([taken.status, taken.outcome]).toEqual([400, 'malformed']);
    const [line] = gw.lines().filter(({ outcome }) => outcome === 'malformed');
    expect(line).toMatchObject({ route: 'b', reason: 'foreign_id', messageId: id });
    expect(up.received).toHaveLength(1);
  });

  test('an id of that form from another gateway passes, on two routes too', async () => {
    const first = await pairForTest({ top: store() });
    const { id = '' } = await deliver(first.gw);
    const { gw } = await pairForTest({
      top: store(),
      routes: (url) => ['b', 'c'].map((name) => route(url, { name, from: 'svix' })),
    });
    for (const name of ['b', 'c'])
      expect((await deliver(gw, { route: name, from: 'svix', id })).outcome).toBe('accepted');
  });

  test('forget through a signed id that two routes have asks which one is meant', async () => {
    const { gw } = await pairForTest({
      top: { ...store(), admin: ADMIN },
      routes: (url) => ['a', 'b'].map((name) => route(url, { name, from: 'svix' })),
    });
    const body = freshBody();
    const send = (name: string) => deliver(gw, { route: name, from: 'svix', id: 'msg_both', body });
    for (const name of ['a', 'b']) expect((await send(name)).outcome).toBe('accepted');
    const asked = await operate(gw, 'deliveries/msg_both/forget');
    expect([asked.status, asked.body['code']]).toEqual([409, 'ambiguous_id']);
    expect(asked.body['candidates']).toHaveLength(2);
    const said = await operate(gw, 'deliveries/msg_both/forget?route=b');
    expect(said.body).toEqual({ id: 'msg_both', route: 'b', destination: 'default', forgotten: true });
    expect((await send('a')).outcome).toBe('duplicate');
    expect((await send('b')).outcome).toBe('accepted');
  });

  test('a delivery that ended as event_reuse passes once an operator allowed it, and no other does', async () => {
    const { gw, up } = await pairForTest({
      top: { ...store(), admin: ADMIN },
      routes: (url) => [route(url, { from: 'github' })],
    });
    const body = freshBody('x');
    const send = (event: string) => github(gw, 'a', body, { 'X-GitHub-Event': event });
    for (const event of ['push', 'issues', 'release', 'fork']) await send(event);
    const refused = await send('watch');
    expect(refused.outcome).toBe('event_reuse');
    const allowed = await operate(gw, `refused/${refused.id ?? ''}/allow`);
    expect([allowed.status, allowed.body]).toEqual([
      200,
      { id: refused.id, route: 'a', destination: 'default', allowed: true },
    ]);
    expect((await send('star')).outcome).toBe('event_reuse');
    expect((await send('watch')).outcome).toBe('accepted');
    expect((await send('watch')).outcome).toBe('duplicate');
    expect(up.received).toHaveLength(5);
  });

  test('what may be meant by an id to allow is asked where several routes could have refused it', async () => {
    const { gw } = await pairForTest({
      top: { ...store(), admin: ADMIN },
      routes: (url) => [
        ...['a', 'b'].map((name) => route(url, { name, from: 'github' })),
        route(url, { name: 'c' }),
      ],
    });
    const { body } = await operate(gw, 'refused/msg_1/allow');
    expect(body).toMatchObject({
      code: 'ambiguous_id',
      candidates: ['a', 'b'].map((name) => ({ id: 'msg_1', route: name, destination: 'default' })),
    });
    expect((await operate(gw, 'refused/msg_1/allow?route=b')).status).toBe(200);
    expect((await operate(gw, 'refused/msg_1/allow?route=c')).body['code']).toBe('unknown_delivery');
  });
});

test('a stranger’s copy under another delivery’s id makes no operator act on the wrong one', async () => {
  const { gw, up } = await pairForTest({
    top: { admin: ADMIN, store: { url: sharedRedis(), prefix: randomPrefix() } },
    routes: (url) => [
      route(url, { from: 'github', more: { delivery: { mode: 'queued', schedule: ['20ms'] } } }),
      route(url, { name: 'b', from: 'github', more: { delivery: { mode: 'queued', schedule: ['20ms'] } } }),
    ],
  });
  const meant = await github(gw, 'a', freshBody('x'), { 'X-GitHub-Delivery': 'guid-1' });
  const { id: meantId = '' } = meant;
  // One under the message id, one under the source's own.
  const under = async (id: string) => (await github(gw, 'b', freshBody('x'), { 'X-GitHub-Delivery': id })).id;
  const [other] = [await under('guid-1'), await under(meantId)];
  await until('all came', () => up.received.length === 3);
  expect((await operate(gw, `deliveries/${meantId}`, 'GET')).body).toMatchObject({ id: meantId, route: 'a' });
  const replayed = await operate(gw, `deliveries/${meantId}/replay`);
  expect([replayed.status, replayed.body['id'], replayed.body['route']]).toEqual([202, meantId, 'a']);
  await until('it came again', () => up.received.length === 4);
  for (const what of ['replay', 'forget']) {
    const { status, body } = await operate(gw, `deliveries/guid-1/${what}`);
    expect([status, body['code']]).toEqual([409, 'ambiguous_id']);
    expect(body['candidates']).toEqual([
      { id: other, route: 'b', destination: 'default' },
      { id: meantId, route: 'a', destination: 'default' },
    ]);
  }
  const forgotten = await operate(gw, 'deliveries/guid-1/forget?route=a&destination=default');
  expect([forgotten.status, forgotten.body['id']]).toEqual([200, meantId]);
});
