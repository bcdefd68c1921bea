/** Refused deliveries in Redis: replicas share one list, what they take is claimed, and nobody's credential lies there. */
import { createHmac } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { TOKEN, ask } from '../helpers/api.js';
import { asked, refusedBy, shown } from '../helpers/ask-refused.js';
import { post, startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { keysUnder, randomPrefix, withClient } from '../helpers/redis.js';
import { secretFor } from '../helpers/sign.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';
import { configText, freshBody, route, type Members } from './setup.js';

const AC = secretFor('actuallycare');
const OLD = 'the-secret-of-the-night-32-chars';
const SIGNATURE = 'X-Webhook-Signature';

const signed = (body: string, secret = AC): Record<string, string> => ({
  [SIGNATURE]: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
});

interface Shared {
  readonly up: Upstream;
  readonly prefix: string;
  /** A replica with these routes. */
  readonly start: (routes: readonly Members[]) => Promise<TestGateway>;
  readonly text: (routes: readonly Members[]) => string;
}

async function shared(): Promise<Shared> {
  const up = await startUpstream(200);
  const prefix = randomPrefix();
  onTestFinished(async () => {
    await up.close();
    await withClient(sharedRedis(), async (client) => {
      for (const key of (await keysUnder(sharedRedis(), prefix)).keys()) await client.unlink(key);
    });
  });
  const top = {
    admin: { host: '127.0.0.1', port: 0, token: TOKEN },
    store: { url: sharedRedis(), prefix },
    server: { trustedProxies: ['127.0.0.1'] },
  };
  const text = (routes: readonly Members[]): string => configText(routes, top);
  return {
    up,
    prefix,
    text,
    async start(routes) {
      const gw = await startTestGateway(text(routes));
      onTestFinished(() => gw.stop());
      return gw;
    },
  };
}

interface Judged {
  readonly id: string | null;
  readonly matches: Readonly<Record<string, number>>;
}

async function verify(gw: TestGateway, filter: Members, dryRun = false): Promise<Judged> {
  const request = { do: 'verify', filter, rate: 1_000, dryRun };
  const { status, text, body } = await ask({ url: gw.adminUrl }, 'POST', '/api/jobs', request);
  expect(status, text).toBe(dryRun ? 200 : 202);
  return body as unknown as Judged;
}

/** Judges only. */
async function count(gw: TestGateway, filter: Members): Promise<Readonly<Record<string, number>>> {
  return (await verify(gw, filter, true)).matches;
}

/** Runs a job to its end. */
async function taken(gw: TestGateway, filter: Members): Promise<Readonly<Record<string, unknown>>> {
  const { id } = await verify(gw, filter);
  let job: Readonly<Record<string, unknown>> = {};
  await expect
    .poll(
      async () => {
        job = (await ask({ url: gw.adminUrl }, 'GET', `/api/jobs/${id}`)).body;
        return job['state'];
      },
      { timeout: 10_000 },
    )
    .toBe('done');
  return job;
}

describe('replicas', () => {
  test('share one list, whoever was asked', async () => {
    const { up, start } = await shared();
    const routes = [route(up.url)];
    const [a, b] = [await start(routes), await start(routes)];
    const bodies = [freshBody(), freshBody()];
    await post(`${a.url}/a`, bodies[0] ?? '', signed(bodies[0] ?? '', OLD));
    await post(`${b.url}/a`, bodies[1] ?? '', signed(bodies[1] ?? '', OLD));
    for (const gw of [a, b]) expect((await asked(gw, '/api/refused?route=a', 2)).data).toHaveLength(2);
    for (const gw of [a, b]) {
      const entry = await refusedBy(gw, bodies[0] ?? '');
      expect(entry.explanations[0]).toMatchObject({ cause: 'wrong_secret' });
    }
    await post(`${b.url}/a`, bodies[0] ?? '', signed(bodies[0] ?? '', OLD));
    await expect.poll(async () => (await refusedBy(a, bodies[0] ?? '')).count).toBe(2);
  });

  test('put no credential into Redis: the one that received it explains with it, the other says that it cannot', async () => {
    const { up, start, prefix } = await shared();
    const routes = [route(up.url, { name: 'merges', from: 'gitlab' }), route(up.url)];
    const [a, b] = [await start(routes), await start(routes)];
    const planted = ['planted-gitlab-token', 'planted-bearer-token', 'planted-cookie', 'planted-query'];
    await post(`${a.url}/merges`, freshBody(), { 'X-Gitlab-Token': planted[0] ?? '' });
    await post(`${a.url}/a?api_key=${planted[3]}`, freshBody(), {
      ...signed('x'),
      Authorization: `Bearer ${planted[1]}`,
      Cookie: `sid=${planted[2]}`,
    });
    expect((await asked(b, '/api/refused', 2)).data).toHaveLength(2);
    const dump = await withClient(sharedRedis(), async (client) => {
      const texts: string[] = [];
      for (const key of (await keysUnder(sharedRedis(), prefix)).keys())
        texts.push(key, (await client.dumpBuffer(key)).toString('latin1'));
      for (const key of (await keysUnder(sharedRedis(), prefix)).keys())
        if ((await client.type(key)) === 'hash') texts.push(JSON.stringify(await client.hgetall(key)));
      return texts.join('\n');
    });
    expect(dump).toContain('/merges');
    for (const secret of [...planted, TOKEN, AC]) expect(dump).not.toContain(secret);
    const [{ id } = { id: '' }] = (await asked(a, '/api/refused?route=merges', 1)).data;
    expect((await shown(a, String(id))).explanations[0]).toMatchObject({ cause: 'wrong_secret' });
    expect((await shown(b, String(id))).explanations[0]).toMatchObject({ cause: 'not_here' });
  });

  test('answer deliveries as ever while Redis is away, and count what they could not keep', async () => {
    const { up, text } = await shared();
    const gw = await startTestGateway(
      text([route(up.url)]).replace(/"url":"redis[^"]*"/, '"url":"redis://127.0.0.1:1"'),
    );
    onTestFinished(() => gw.stop());
    const body = freshBody();
    const answer = await post(`${gw.url}/a`, body, signed(body, OLD));
    expect(answer.outcome).toBe('invalid_signature');
    await expect
      .poll(() => gw.metric('webhook_gateway_refused_dropped_total', { route: 'a' }), { timeout: 10_000 })
      .toBe(1);
    expect((await ask({ url: gw.adminUrl }, 'GET', '/api/refused')).status).toBe(503);
  });
});

describe('once the secret is right', () => {
  test('what is genuine is found among the rest, each once, and delivered once', async () => {
    const { up, start } = await shared();
    const night = await start([route(up.url, { source: { secrets: [OLD] } })]);
    const bodies = Array.from({ length: 6 }, () => freshBody());
    for (const body of bodies) await post(`${night.url}/a`, body, signed(body));
    for (const body of bodies.slice(0, 2))
      await post(`${night.url}/a`, body, { ...signed(body), 'X-Forwarded-For': '192.0.2.9' });
    for (let i = 0; i < 20; i++) {
      const forged = { ...signed(freshBody(), `stranger-${i}-of-at-least-24-chars`) };
      await post(`${night.url}/a`, freshBody(), { ...forged, 'X-Forwarded-For': `198.51.100.${i}` });
    }
    await post(`${night.url}/a`, freshBody(), {});
    await post(`${night.url}/a`, freshBody(), {
      ...signed('x'),
      Host: 'x',
      'Content-Type': ['a/b', 'c/d'] as never,
    });
    await asked(night, '/api/refused?route=a&limit=500', 29);

    const retried = bodies[5] ?? '';
    expect((await post(`${night.url}/a`, retried, signed(retried))).outcome).toBe('invalid_signature');
    await expect
      .poll(async () => (await asked(night, '/api/refused?limit=500')).data.map((entry) => entry['count']))
      .toContain(2);
    const mended = await start([route(up.url)]);
    const all = { genuine: 6, repeated: 2, mismatch: 20, missing_signature: 1, malformed: 1 };
    expect(await count(mended, { route: 'a' })).toEqual(all);
    expect(up.received).toHaveLength(0);
    // The provider sends one of them again before anybody asked for them.
    expect((await post(`${mended.url}/a`, retried, signed(retried))).outcome).toBe('accepted');
    expect(await taken(mended, { route: 'a' })).toMatchObject({ done: 6, failed: 0, skipped: 24, left: 0 });
    expect(up.received.map(({ body }) => body.toString()).sort()).toEqual([...bodies].sort());
    // And another one afterwards.
    const late = bodies[0] ?? '';
    expect((await post(`${mended.url}/a`, late, signed(late))).outcome).toBe('duplicate');
    const left = { genuine: 2, mismatch: 20, missing_signature: 1, malformed: 1 };
    expect(await count(night, { route: 'a' })).not.toHaveProperty('genuine');
    expect(await count(mended, { route: 'a' })).toEqual(left);
    expect(await taken(mended, { route: 'a' })).toMatchObject({ done: 2 });
    expect(up.received).toHaveLength(6);
    const lines = mended.lines().filter(({ takenFrom }) => takenFrom !== undefined);
    expect(lines.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(5);
    expect(lines.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(3);
  });

  test('one that the receiver does not take stays, with that answer, and is tried once a job', async () => {
    const { up, start } = await shared();
    const night = await start([route(up.url, { source: { secrets: [OLD] } })]);
    const body = freshBody();
    await post(`${night.url}/a`, body, signed(body));
    await asked(night, '/api/refused?route=a', 1);
    up.reply(500);
    const mended = await start([route(up.url)]);
    const first = await verify(mended, { route: 'a' });
    await expect
      .poll(async () => (await asked(night, '/api/refused?route=a')).data[0])
      .toMatchObject({ answer: { outcome: 'failed', status: 500, job: first.id } });
    expect(up.received).toHaveLength(1);
    up.reply(200);
    expect(
      await taken(mended, { ids: [String((await asked(night, '/api/refused')).data[0]?.id)] }),
    ).toMatchObject({
      done: 1,
    });
    expect((await asked(night, '/api/refused?route=a')).data).toEqual([]);
  });

  test('one that came longer ago than dedupe remembers is too late', async () => {
    const { up, start } = await shared();
    const night = await start([route(up.url, { source: { secrets: [OLD] } })]);
    const body = freshBody();
    await post(`${night.url}/a`, body, signed(body));
    await asked(night, '/api/refused?route=a', 1);
    const mended = await start([route(up.url, { more: { dedupe: { window: '1ms' } } })]);
    expect(await count(mended, { route: 'a' })).toEqual({ too_late: 1 });
    expect(await taken(mended, { route: 'a' })).toMatchObject({ done: 0, skipped: 1 });
    expect(up.received).toEqual([]);
  });

  test('a stale one is judged by the clock of its receipt', async () => {
    const { up, start } = await shared();
    const from = 'stripe';
    const night = await start([route(up.url, { from, source: { secrets: [OLD] } })]);
    const body = freshBody();
    const at = Math.floor(Date.now() / 1_000) - 100;
    const digest = createHmac('sha256', secretFor(from)).update(`${at}.${body}`).digest('hex');
    await post(`${night.url}/a`, body, { 'Stripe-Signature': `t=${at},v1=${digest}` });
    await asked(night, '/api/refused?route=a', 1);
    const strict = await start([route(up.url, { from, source: { tolerance: '10s' } })]);
    expect(await count(strict, { route: 'a' })).toEqual({ too_old: 1 });
    const wide = await start([route(up.url, { from, source: { tolerance: '5m' } })]);
    expect(await count(wide, { route: 'a' })).toEqual({ genuine: 1 });
    expect(await count(wide, { reason: 'too_old' })).toEqual({});
    expect(await count(wide, { client: '127.0.0.1', ids: ['ref_none'] })).toEqual({});
  });
});
