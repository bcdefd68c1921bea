/** The commands for operators, typed against a running gateway: what they show and change. */
import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { run } from '../../src/commands/cli.js';
import { startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { randomPrefix, withClient } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';
import { configText, deliver, route } from '../gateway/setup.js';

const TOKEN = 'a-token-of-more-than-24-characters';
const prefix = randomPrefix();
let up: Upstream;
let gw: TestGateway;

beforeAll(async () => {
  up = await startUpstream();
  gw = await startTestGateway(
    configText(
      [
        route(up.url, { more: { delivery: { mode: 'queued', schedule: ['20ms'] } } }),
        route(up.url, { name: 'b' }),
      ],
      { admin: { host: '127.0.0.1', port: 0, token: TOKEN }, store: { url: sharedRedis(), prefix } },
    ),
  );
});
afterAll(async () => {
  await gw.stop();
  await up.close();
  await withClient(sharedRedis(), async (client) => {
    for await (const keys of client.scanStream({ match: `${prefix}:*`, count: 1_000 })) {
      if ((keys as string[]).length > 0) await client.unlink(...(keys as string[]));
    }
  });
});

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function type(line: string): Promise<Said> {
  let out = '';
  let err = '';
  const code = await run(line.split(' '), {
    out: (text) => (out += text),
    err: (text) => (err += text),
    env: { GATEWAY_ADMIN_URL: gw.adminUrl, GATEWAY_ADMIN_TOKEN: TOKEN },
    stdin: () => Promise.resolve(Buffer.alloc(0)),
  });
  return { code, out, err };
}

async function makeDead(): Promise<string> {
  up.reply(500);
  const { id = '' } = await deliver(gw);
  await until('it is dead', async () => (await type('dead -o json')).out.includes(id));
  up.reply(200);
  return id;
}

describe('the delivery log', () => {
  test('lists deliveries, and shows one with its attempts and body', async () => {
    const { id = '' } = await deliver(gw);
    await until('it is accepted', async () => (await type(`deliveries ${id}`)).out.includes('accepted'));
    const list = await type('deliveries --route a --outcome accepted --since 1h');
    expect(list.code).toBe(0);
    expect(list.out).toMatch(/^RECEIVED +ROUTE +EVENT +OUTCOME/);
    expect(list.out).toContain(id);
    const one = await type(`deliveries ${id}`);
    expect(one.out).toMatch(/ATTEMPT +AT +RESULT +STATUS/);
    expect(one.out).toContain('"event":"lead.created"');
    const json = JSON.parse((await type(`deliveries ${id} -o json`)).out) as { id: string };
    expect(json.id).toBe(id);
  });

  test('a route’s name misspelt is told from an empty log', async () => {
    const said = await type('deliveries --route leadz');
    expect(said.code).toBe(1);
    expect(said.err).toContain('no route has the name leadz; there are: a, b');
  });

  test('one delivery and a range are replayed, with progress and a sum', async () => {
    const { id = '' } = await deliver(gw);
    await until('it is accepted', async () => (await type(`deliveries ${id}`)).out.includes('accepted'));
    const before = up.received.filter(({ headers }) => headers['svix-id'] === id).length;
    expect(await type(`replay ${id}`)).toMatchObject({ code: 0, out: `${id}: replayed\n` });
    await until(
      'it came again',
      () => up.received.filter(({ headers }) => headers['svix-id'] === id).length > before,
    );
    await until('it is accepted', async () => (await type(`deliveries ${id}`)).out.includes('accepted'));
    const range = await type('replay --route a --since 1h --outcome accepted --rate 500 --yes');
    expect(range.code).toBe(0);
    expect(range.out).toMatch(
      /^(\d+) would be delivered again: \1 accepted\n\1 done, 0 failed, 0 skipped, 0 left\n$/,
    );
  });

  test('forgotten, a delivery passes once more', async () => {
    const body = '{"event":"lead.created","data":"forgotten"}';
    const { id = '' } = await deliver(gw, { route: 'b', body });
    expect((await deliver(gw, { route: 'b', body })).outcome).toBe('duplicate');
    expect(await type(`forget ${id}`)).toMatchObject({ code: 0, out: `${id}: forgotten\n` });
    expect((await deliver(gw, { route: 'b', body })).outcome).toBe('accepted');
  });
});

describe('dead letters', () => {
  test('are listed and redriven, one by its id, all only when it is meant', async () => {
    const id = await makeDead();
    expect((await type('dead --route a')).out).toMatch(/dead: exhausted/);
    expect(await type(`dead replay ${id}`)).toMatchObject({
      code: 0,
      out: '1 would go out again: 1 failed\n1 done, 0 failed, 0 skipped, 0 left\n',
    });
    await until('it is accepted', async () => (await type(`deliveries ${id}`)).out.includes('accepted'));
    await makeDead();
    const asked = await type('dead replay --all');
    expect(asked.code).toBe(2);
    expect(asked.err).toContain('add --yes');
    expect((await type('dead replay --all --yes')).code).toBe(0);
    await until('nothing is dead', async () => !(await type('dead')).out.includes('msg_'));
  });

  test('are dropped, only when it is meant', async () => {
    const id = await makeDead();
    expect((await type('dead drop --route a')).code).toBe(2);
    expect((await type('dead drop --route a --yes')).out).toContain('1 done, 0 failed');
    expect((await type('dead')).out).not.toContain(id);
  });

  test('an id that is no dead letter is a failure', async () => {
    expect((await type('dead replay msg_nobody')).code).toBe(1);
  });
});

describe('routes', () => {
  test('are listed with mode, pause, backlog and breaker', async () => {
    const { code, out } = await type('routes');
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
      ['ROUTE', 'MODE', 'PAUSED'],
      ['a', 'queued', '-'],
      ['b', 'direct', '-'],
      [''],
    ]);
    expect((JSON.parse((await type('routes -o json')).out) as unknown[]).length).toBe(2);
  });

  test('are paused and resumed: direct answers 503 paused meanwhile', async () => {
    expect(await type('routes pause b')).toMatchObject({ code: 0, out: 'b: paused\n' });
    const answer = await deliver(gw, { route: 'b' });
    expect([answer.status, answer.outcome, answer.headers['retry-after']]).toEqual([503, 'paused', '60']);
    expect(await type('routes resume b')).toMatchObject({ code: 0, out: 'b: goes on\n' });
    expect((await deliver(gw, { route: 'b' })).outcome).toBe('accepted');
  });

  test('cancel drops what waits, only when it is meant', async () => {
    await type('routes pause a');
    await deliver(gw);
    expect((await type('routes cancel a')).code).toBe(2);
    expect((await type('routes drop a --dry-run')).out).toBe('1 would be dropped: 1 queued\n');
    expect((await type('routes drop a --yes')).out).toContain('1 done, 0 failed');
    await type('routes resume a');
  });

  test('a test event goes to the receiver, and its refusal is a failure', async () => {
    expect(await type('routes test b')).toMatchObject({ code: 0 });
    expect(up.received.at(-1)?.headers['webhook-gateway-event']).toBe('webhook.test');
    up.reply(500);
    expect((await type('routes test b')).code).toBe(1);
    up.reply(200);
    expect((await type('routes test nowhere')).code).toBe(1);
  });
});
