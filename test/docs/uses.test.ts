/** Each use page, lived through: its own configuration, a provider before it, a receiver that verifies behind it. */
import { createHmac } from 'node:crypto';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { parse } from 'yaml';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUE, type Entry } from '../../src/observe/catalogue.js';
import { readKey } from '../../src/schemes/engine/keys.js';
import { createSigner } from '../../src/schemes/engine/sign.js';
import {
  post,
  startTestGateway,
  type Answer,
  type TestGateway,
  type TestGatewayOptions,
} from '../helpers/gateway.js';
import { randomPrefix, startRedis, type RedisServer } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';
import { signHeaders } from '../helpers/sign.js';
import { run } from '../helpers/process.js';
import { startUpstream, type Received, type Upstream } from '../helpers/upstream.js';
import { STANDARD_SECRET, TEXT_SECRET, load, variablesOf } from './load.js';
import { PAGES, blockOf, blocks, marked, read, rows } from './markdown.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The page's first configuration on free ports, its receiver on ours. */
async function live(page: string, change = (yaml: string) => yaml, options: TestGatewayOptions = {}) {
  const receiver = await startUpstream(204);
  closing.push(() => receiver.close());
  const yaml = blocks(read(page), 'yaml')[0]?.text ?? '';
  const text = change(
    yaml.replaceAll(':3000', `:${receiver.port}`).replace(/port: (?:8080|9090)/g, 'port: 0'),
  );
  const gateway = await startTestGateway(quick(text), { env: variablesOf(text), ...options });
  closing.push(() => gateway.stop());
  return { gateway, receiver };
}

/** Without the seconds that a drain takes. */
function quick(yaml: string): string {
  return yaml.replace(/^server: \{/m, 'server: { host: 127.0.0.1, drainDelay: 1ms,');
}

function last({ received }: Upstream): Received {
  const request = received.at(-1);
  if (!request) throw new Error('the receiver got nothing');
  return request;
}

function textHeaders({ headers }: Received): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function ofStandard(request: Received): unknown {
  return new StandardWebhook(STANDARD_SECRET).verify(request.body, textHeaders(request));
}

function hexMac(secret: string, body: Buffer | string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

describe('docs/use-actuallycare-sidecar.md', () => {
  const page = 'docs/use-actuallycare-sidecar.md';
  const bodyAt = (at: number, name = 'Ada') =>
    JSON.stringify({ event: 'lead.created', timestamp: new Date(at).toISOString(), data: { name } });
  const send = ({ url }: TestGateway, body: string, signed = body) =>
    post(`${url}/webhooks/actuallycare`, body, {
      'X-Webhook-Signature': `sha256=${hexMac(TEXT_SECRET, signed)}`,
    });

  it('hands a genuine delivery to a Standard Webhooks receiver once, byte for byte', async () => {
    const { gateway, receiver } = await live(page);
    const body = bodyAt(Date.now());
    expect(await send(gateway, body)).toMatchObject({ status: 204, outcome: 'accepted' });
    expect(await send(gateway, body)).toMatchObject({ status: 200, outcome: 'duplicate' });
    expect(receiver.received).toHaveLength(1);
    expect(ofStandard(last(receiver))).toEqual(JSON.parse(body));
    expect(last(receiver).body.toString()).toBe(body);
    expect(last(receiver).headers['webhook-gateway-event']).toBe('lead.created');
  });

  it('refuses a forgery, and a body older than the page allows', async () => {
    const { gateway, receiver } = await live(page);
    const body = bodyAt(Date.now());
    expect(await send(gateway, body.replace('Ada', 'Ade'), body)).toMatchObject({
      status: 401,
      outcome: 'invalid_signature',
    });
    expect(await send(gateway, bodyAt(Date.now() - 2 * 3_600_000))).toMatchObject({
      status: 401,
      outcome: 'stale',
    });
    expect(receiver.received).toHaveLength(0);
  });

  it("turns the receiver's 400, worth a retry there, into one here, and a corrected 422 into a final one", async () => {
    const { gateway, receiver } = await live(page, (yaml) =>
      yaml.replace('scheme: standard', 'scheme: standard\n      verdicts: { final: [422] }'),
    );
    receiver.reply(400);
    const answer = await send(gateway, bodyAt(Date.now()));
    expect(answer).toMatchObject({ status: 502, outcome: 'failed' });
    expect(answer.headers['webhook-gateway-receiver-status']).toBe('400');
    receiver.reply(422);
    expect(await send(gateway, bodyAt(Date.now(), 'Bea'))).toMatchObject({
      status: 422,
      outcome: 'rejected',
    });
  });

  it('signs a retry 15 minutes later with the time of that attempt and the same id', async () => {
    let now = Date.now();
    const { gateway, receiver } = await live(page, undefined, { clock: () => now });
    const body = bodyAt(now);
    receiver.reply(500);
    await send(gateway, body);
    const first = last(receiver);
    now += 15 * 60_000;
    receiver.reply(204);
    expect(await send(gateway, body)).toMatchObject({ outcome: 'accepted' });
    const second = last(receiver);
    expect(Number(second.headers['webhook-timestamp'])).toBe(Math.floor(now / 1000));
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
  });
});

describe('docs/use-carecycle.md', () => {
  const page = 'docs/use-carecycle.md';
  const BODY = '{"type":"call.completed","timestamp":"2026-11-20T09:30:00.000Z","data":{"id":"call_9"}}';

  /** As Svix sends: signed by its own library. */
  const send = ({ url }: TestGateway, id: string, body = BODY, at = new Date()) =>
    post(`${url}/webhooks/carecycle`, body, {
      'svix-id': id,
      'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
      'svix-signature': new SvixWebhook(STANDARD_SECRET).sign(id, at, body),
    });

  it("reaches a receiver built from ActuallyCare's guide, with its members and its signature", async () => {
    const { gateway, receiver } = await live(page);
    expect(await send(gateway, 'msg_1')).toMatchObject({ outcome: 'accepted', id: 'msg_1' });
    const { body, headers } = last(receiver);
    expect(headers['x-webhook-signature']).toBe(`sha256=${hexMac(TEXT_SECRET, body)}`);
    expect(body.toString()).toBe(
      '{"event":"call.completed","timestamp":"2026-11-20T09:30:00.000Z","data":{"id":"call_9"}}',
    );
    expect([headers['webhook-gateway-id'], headers['webhook-gateway-source-id']]).toEqual(['msg_1', 'msg_1']);
  });

  it('refuses what was signed more than five minutes ago', async () => {
    const { gateway } = await live(page);
    expect(await send(gateway, 'msg_1', BODY, new Date(Date.now() - 302_000))).toMatchObject({
      outcome: 'stale',
    });
  });

  it("tells careCycle a final 4xx as 200, with the receiver's own status beside it", async () => {
    const { gateway, receiver } = await live(page);
    receiver.reply(422);
    const answer = await send(gateway, 'msg_1');
    expect(answer).toMatchObject({ status: 200, outcome: 'rejected' });
    expect(answer.headers['webhook-gateway-receiver-status']).toBe('422');
  });

  it('lets a replay from the dashboard pass until it was accepted, and no longer', async () => {
    const { gateway, receiver } = await live(page);
    receiver.reply(503);
    expect(await send(gateway, 'msg_1')).toMatchObject({ status: 503, outcome: 'failed' });
    receiver.reply(204);
    expect(await send(gateway, 'msg_1')).toMatchObject({ outcome: 'accepted' });
    expect(await send(gateway, 'msg_1', BODY, new Date(Date.now() + 2_000))).toMatchObject({
      outcome: 'duplicate',
    });
    expect(receiver.received).toHaveLength(2);
  });

  it('feeds a receiver that verifies what it serialised again, with payload compact', async () => {
    const { gateway, receiver } = await live(page, (yaml) =>
      yaml.replace('payload: envelope', 'payload: compact'),
    );
    const pretty = JSON.stringify(JSON.parse(BODY), undefined, 2);
    expect(await send(gateway, 'msg_1', pretty)).toMatchObject({ outcome: 'accepted' });
    const { body, headers } = last(receiver);
    const again = JSON.stringify(JSON.parse(body.toString()));
    expect(headers['x-webhook-signature']).toBe(`sha256=${hexMac(TEXT_SECRET, again)}`);
    expect(await send(gateway, 'msg_2', '{"type":"a","data":12345678901234567890}')).toMatchObject({
      outcome: 'untranslatable',
    });
  });
});

describe('docs/use-two-providers.md', () => {
  const page = 'docs/use-two-providers.md';
  const send = ({ url }: TestGateway, scheme: string, path: string, body: string) =>
    post(`${url}/in/${path}`, body, signHeaders(scheme, TEXT_SECRET, body));

  it("hands on ExampleAPI's bytes under the receiver's signature", async () => {
    const { gateway, receiver } = await live(page);
    const body =
      '{ "id": "evt_1", "type": "user.created", "created_at": "2026-11-20T09:30:00Z", "data": {} }';
    expect(await send(gateway, 'exampleapi', 'exampleapi', body)).toMatchObject({ outcome: 'accepted' });
    expect(last(receiver)).toMatchObject({ path: '/events', body: Buffer.from(body) });
    expect(ofStandard(last(receiver))).toEqual(JSON.parse(body));
  });

  it("maps Stripe's envelope as the page shows, and acknowledges what the route does not want", async () => {
    const { gateway, receiver } = await live(page);
    const [before = '', after = ''] = blocks(read(page), 'json').map(({ text }) => text.trim());
    expect(await send(gateway, 'stripe', 'stripe', before)).toMatchObject({ outcome: 'accepted' });
    expect(last(receiver).body.toString()).toBe(after);
    expect(ofStandard(last(receiver))).toEqual(JSON.parse(after));
    const other = before.replace('invoice.paid', 'customer.created').replace('evt_1', 'evt_2');
    expect(await send(gateway, 'stripe', 'stripe', other)).toMatchObject({
      status: 200,
      outcome: 'filtered',
    });
    expect(receiver.received).toHaveLength(1);
  });

  it('feeds a receiver that verifies JSON.stringify(JSON.parse(body))', async () => {
    const { gateway, receiver } = await live(page);
    const body =
      '{\n  "id": "evt_9",\n  "type": "property.sold",\n  "created": "2026-11-20T09:30:00Z",\n  "data": { "price": 1.0 }\n}\n';
    expect(await send(gateway, 'real-estate', 'listings', body)).toMatchObject({ outcome: 'accepted' });
    const request = last(receiver);
    expect(request.path).toBe('/legacy');
    const again = JSON.stringify(JSON.parse(request.body.toString()));
    expect(request.headers['x-webhook-signature']).toBe(`sha256=${hexMac(TEXT_SECRET, again)}`);
  });
});

describe('docs/use-introduce-verification.md', () => {
  const page = 'docs/use-introduce-verification.md';
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const during = (yaml: string) => yaml.replace('2027-01-31', tomorrow);
  const body = '{"action":"completed"}';
  const send = ({ url }: TestGateway, headers: Record<string, string>) =>
    post(`${url}/webhooks/github`, body, { 'X-GitHub-Event': 'check_run', ...headers });
  const signed = { 'X-Hub-Signature-256': `sha256=${hexMac(TEXT_SECRET, body)}` };
  const forged = { 'X-Hub-Signature-256': `sha256=${hexMac('another', body)}` };

  it('lets on what does not verify, with what the page’s table says, and signs what does', async () => {
    const { gateway, receiver } = await live(page, during);
    expect(await send(gateway, forged)).toMatchObject({ status: 204, outcome: 'unverified' });
    expect(last(receiver).body.toString()).toBe(body);
    expect(last(receiver).headers).toMatchObject({
      'webhook-gateway-unverified': 'invalid_signature',
      'x-hub-signature-256': forged['X-Hub-Signature-256'],
      'x-github-event': 'check_run',
    });
    expect(() => ofStandard(last(receiver))).toThrow();
    expect(await send(gateway, {})).toMatchObject({ outcome: 'unverified' });
    expect(last(receiver).headers['webhook-gateway-unverified']).toBe('missing_signature');
    expect(await send(gateway, signed)).toMatchObject({ outcome: 'accepted' });
    expect(ofStandard(last(receiver))).toEqual(JSON.parse(body));
    expect(last(receiver).headers).not.toHaveProperty('webhook-gateway-unverified');
    expect(await gateway.metric('webhook_gateway_unverified_forwarded_total', { route: 'builds' })).toBe(2);
  });

  it('enforces once the day is over, and once the key is gone', async () => {
    const over = await live(page, undefined, { clock: () => Date.UTC(2027, 1, 1) });
    expect(await send(over.gateway, forged)).toMatchObject({ status: 401, outcome: 'invalid_signature' });
    const gone = await live(page, (yaml) => yaml.replace(/ +reportOnly:\n.*\n.*\n/, ''));
    expect(await send(gone.gateway, {})).toMatchObject({ status: 401, outcome: 'missing_signature' });
  });

  it('asks Prometheus for series that there are', () => {
    const [query] = blocks(read(page), 'promql');
    for (const [name] of (query?.text ?? '').matchAll(/webhook_gateway_\w+/g))
      expect(Object.values(CATALOGUE).map((entry) => entry.name)).toContain(name);
  });
});

describe('docs/use-new-signature.md', () => {
  const page = 'docs/use-new-signature.md';
  const send = ({ url }: TestGateway, body: string) =>
    post(`${url}/webhooks/orders`, body, signHeaders('shopify', TEXT_SECRET, body));
  const [both = '', changed = ''] = blocks(read(page), 'yaml').map(({ text }) => text);

  it.each([
    ['with both', both, 'github'],
    ['with both in other places', changed, 'standard'],
  ])('signs one request %s', async (_, step, scheme) => {
    const { gateway, receiver } = await live(page, (first) => {
      const [host = ''] = /127\.0\.0\.1:\d+/.exec(first) ?? [];
      return step.replace('127.0.0.1:3000', host);
    });
    const body = `{"order":"${scheme}"}`;
    expect(await send(gateway, body)).toMatchObject({ outcome: 'accepted' });
    expect(ofStandard(last(receiver))).toEqual(JSON.parse(body));
    expect(last(receiver).headers['x-hub-signature-256']).toBe(`sha256=${hexMac(TEXT_SECRET, body)}`);
  });
});

describe('docs/use-scraping.md', () => {
  const page = 'docs/use-scraping.md';

  it('asks for series that a gateway exposes, with labels they have', async () => {
    const { gateway } = await live(page);
    const body = '{"event":"lead.created","data":{}}';
    const headers = { 'X-Webhook-Signature': hexMac(TEXT_SECRET, body) };
    await post(`${gateway.url}/webhooks/actuallycare`, body, headers);
    await post(`${gateway.url}/webhooks/actuallycare`, body, headers);
    const exposition = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
    const asked = Array.from(read(page).matchAll(/webhook_gateway_\w+/g), ([name]) => name);
    expect(asked.length).toBeGreaterThan(5);
    for (const name of asked) expect(exposition, name).toMatch(new RegExp(`^${name}[{ ]`, 'm'));
    expect(await gateway.metric('webhook_gateway_verifications_total', { secret: '2026' })).toBe(2);
    expect(await gateway.metric('webhook_gateway_claims_total', { result: 'done' })).toBe(1);
  });

  it('is not the only page whose series exist', () => {
    const known = new Set(Object.values<Entry>(CATALOGUE).map(({ name }): string => name));
    const unknown = PAGES.flatMap((path) =>
      Array.from(read(path).matchAll(/webhook_gateway_\w+/g), ([name]) => name)
        .filter((name) => !known.has(name) && !known.has(name.replace(/_(?:bucket|sum|count)$/, '')))
        .map((name) => `${path}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });
});

/** Pages whose routes queue: on a Redis of their own, with delays that a test can wait for. */
describe('routes that queue', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  function queueing(page: string, change: (yaml: string) => string) {
    const onRedis = (yaml: string) =>
      change(yaml).replace('url: ${REDIS_URL}', `url: ${redis.url}\n  prefix: ${randomPrefix()}`);
    return live(page, onRedis);
  }

  /** A line of a page, typed with the token that it names. @returns what it prints */
  async function typed({ adminUrl }: TestGateway, line: string): Promise<string> {
    const env = { GATEWAY_ADMIN_URL: adminUrl, GATEWAY_ADMIN_TOKEN: TEXT_SECRET };
    const { code, stdout, stderr } = await run(line.trim().split(' ').slice(1), env);
    expect(code, stderr).toBe(0);
    return stdout;
  }

  async function listed({ adminUrl }: TestGateway, path: string): Promise<readonly unknown[]> {
    const response = await fetch(adminUrl + path, { headers: { Authorization: `Bearer ${TEXT_SECRET}` } });
    return ((await response.json()) as { data: readonly unknown[] }).data;
  }

  const ids = ({ received }: Upstream) => received.map(({ headers }) => headers['webhook-id']);

  describe('docs/use-github-spill.md', () => {
    const page = 'docs/use-github-spill.md';
    const soon = (yaml: string) => yaml.replace('{ mode: spill }', '{ mode: spill, schedule: [3s, 300ms] }');
    let count = 0;
    const send = ({ url }: TestGateway, body = JSON.stringify({ action: 'opened', number: ++count })) =>
      post(`${url}/webhooks/github`, body, {
        'X-Hub-Signature-256': `sha256=${hexMac(TEXT_SECRET, body)}`,
        'X-GitHub-Event': 'issues',
        'X-GitHub-Delivery': `guid-${count}`,
      });

    it('tries for three days, on the schedule of its destination', () => {
      const { destinations, source } = load(blocks(read(page), 'yaml')[0]?.text ?? '').routes[0] ?? {};
      const delivery = destinations?.[0].delivery;
      if (delivery?.mode !== 'spill') throw new Error('the page does not spill');
      expect([delivery.scheduleName, delivery.schedule.length, delivery.schedule[0]]).toEqual([
        'standard',
        9,
        5_000,
      ]);
      expect(Math.round(delivery.schedule.reduce((sum, delay) => sum + delay, 0) / 86_400_000)).toBe(3);
      expect(source?.deadline).toBe(8_000);
    });

    it("hands GitHub the receiver's answer, and keeps what the receiver will not take now", async () => {
      const { gateway, receiver } = await queueing(page, soon);
      expect(await send(gateway)).toMatchObject({ status: 204, outcome: 'accepted' });
      receiver.reply(422);
      expect(await send(gateway)).toMatchObject({ status: 200, outcome: 'rejected' });
      receiver.reply(503);
      const kept = await send(gateway, '{"action":"closed"}');
      expect(kept).toMatchObject({ status: 200, outcome: 'queued' });
      expect(await send(gateway, '{"action":"closed"}')).toMatchObject({ outcome: 'duplicate' });
      const [waiting = '', dead = ''] = (blocks(read(page), 'sh')[0]?.text ?? '').split('\n');
      expect(await typed(gateway, waiting)).toContain(kept.id);
      expect(await typed(gateway, dead)).not.toContain(kept.id);
      receiver.reply(204);
      await until('the queue delivers it', () => receiver.received.length === 4);
      const { headers } = last(receiver);
      expect([headers['webhook-id'], headers['webhook-gateway-attempt']]).toEqual([kept.id, '2']);
      expect(ofStandard(last(receiver))).toEqual({ action: 'closed' });
      expect(await send(gateway, '{"action":"closed"}')).toMatchObject({ outcome: 'duplicate' });
    });

    it('answers before GitHub gives up on a slow receiver, which gets it once', async () => {
      const { gateway, receiver } = await queueing(page, (yaml) =>
        soon(yaml).replace('secrets: [{ env: GITHUB_WEBHOOK_SECRET }]', '$&\n      deadline: 800ms'),
      );
      receiver.reply(async (_request, response) => {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        response.writeHead(204).end();
      });
      const startedAt = performance.now();
      const { id, outcome } = await send(gateway);
      expect([outcome, performance.now() - startedAt < 900]).toEqual(['queued', true]);
      const query = '/api/deliveries?route=github&outcome=accepted';
      await until('it is taken', async () => (await listed(gateway, query)).length === 1);
      expect(ids(receiver)).toEqual([id]);
    });
  });

  describe('docs/use-three-services.md', () => {
    const page = 'docs/use-three-services.md';
    const send = ({ url }: TestGateway, topic: string, body: string) =>
      post(`${url}/webhooks/shopify`, body, {
        ...signHeaders('shopify', TEXT_SECRET, body),
        'X-Shopify-Topic': topic,
      });
    const paths = ({ received }: Upstream) => received.map(({ path }) => path).sort();

    async function threeServices() {
      const answers: Record<string, number> = { '/stock': 204, '/mail': 204, '/archive': 204 };
      const { gateway, receiver } = await queueing(page, (yaml) => yaml);
      receiver.reply(({ path }, response) => {
        response.writeHead(answers[path] ?? 404).end();
      });
      return { gateway, receiver, answers };
    }

    it('gives each service its events, under its own signature and one message id', async () => {
      const { gateway, receiver } = await threeServices();
      const body = '{"id":1}';
      expect(await send(gateway, 'orders/create', body)).toMatchObject({ outcome: 'accepted' });
      await until('the archive has it', () => receiver.received.length === 3);
      expect(paths(receiver)).toEqual(['/archive', '/mail', '/stock']);
      const at = (path: string) => {
        const found = receiver.received.find((request) => request.path === path);
        if (!found) throw new Error(`nothing at ${path}`);
        return found;
      };
      expect(ofStandard(at('/stock'))).toEqual({ id: 1 });
      expect(new SvixWebhook(STANDARD_SECRET).verify(body, textHeaders(at('/archive')))).toEqual({ id: 1 });
      expect(at('/mail').headers['x-hub-signature-256']).toBe(`sha256=${hexMac(TEXT_SECRET, body)}`);
      expect(new Set(receiver.received.map(({ headers }) => headers['webhook-gateway-id'])).size).toBe(1);

      expect(await send(gateway, 'products/update', '{"id":2}')).toMatchObject({ status: 200 });
      await until('the archive has that too', () => receiver.received.length === 4);
      expect(receiver.received.at(-1)?.path).toBe('/archive');
    });

    it('asks at the next try only whoever has not accepted', async () => {
      const { gateway, receiver, answers } = await threeServices();
      answers['/mail'] = 503;
      const first = await send(gateway, 'orders/create', '{"id":3}');
      expect(first).toMatchObject({ status: 503, outcome: 'failed' });
      expect(first.headers['webhook-gateway-destination']).toBe('mail');
      await until('the archive has it', () => receiver.received.length === 3);
      answers['/mail'] = 204;
      expect(await send(gateway, 'orders/create', '{"id":3}')).toMatchObject({ outcome: 'accepted' });
      expect(await send(gateway, 'orders/create', '{"id":3}')).toMatchObject({ outcome: 'duplicate' });
      expect(paths(receiver)).toEqual(['/archive', '/mail', '/mail', '/stock']);
    });

    it('tells a final no of one of them, and asks that one alone when a copy comes', async () => {
      const { gateway, receiver, answers } = await threeServices();
      answers['/mail'] = 422;
      expect(await send(gateway, 'orders/create', '{"id":4}')).toMatchObject({
        status: 200,
        outcome: 'rejected',
      });
      await until('the archive has it', () => receiver.received.length === 3);
      await send(gateway, 'orders/create', '{"id":4}');
      expect(paths(receiver)).toEqual(['/archive', '/mail', '/mail', '/stock']);
    });
  });

  describe('docs/use-receiver-down.md', () => {
    const page = 'docs/use-receiver-down.md';
    const send = ({ url }: TestGateway, n: number) => {
      const body = JSON.stringify({
        event: 'lead.created',
        timestamp: new Date().toISOString(),
        data: { n },
      });
      const headers = { 'X-Webhook-Signature': `sha256=${hexMac(TEXT_SECRET, body)}` };
      return post(`${url}/webhooks/actuallycare`, body, headers);
    };

    it(
      'takes all there is while the receiver is away, and delivers each once when it is back, no faster than said',
      { timeout: 60_000 },
      async () => {
        const { gateway, receiver } = await queueing(page, (yaml) => yaml.replace('[5s,', '[200ms,'));
        await receiver.close();
        const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => send(gateway, n)));
        expect(new Set(answers.map(({ status, outcome }) => `${status} ${outcome ?? ''}`))).toEqual(
          new Set(['200 queued']),
        );
        const open = () => gateway.metric('webhook_gateway_breaker_state');
        await until('the breaker opens', async () => (await open()) === 2);
        const back = await startUpstream(204, receiver.port);
        closing.push(() => back.close());
        await until('all are delivered', () => back.received.length === 40, 30_000);
        expect(ids(back).sort()).toEqual(answers.map(({ id }) => id).sort());
        for (const request of back.received) expect(() => ofStandard(request)).not.toThrow();
        const times = back.received.map(({ at }) => at).sort((one, other) => one - other);
        const most = Math.max(
          ...times.map((from) => times.filter((at) => at >= from && at < from + 500).length),
        );
        expect(most).toBeLessThanOrEqual(20 * 0.5 + 2);
      },
    );

    it('keeps what it gave up, and sends it again as the page says', async () => {
      const { gateway, receiver } = await queueing(page, (yaml) =>
        yaml.replace(/schedule: \[.*\]/, 'schedule: [100ms]'),
      );
      receiver.reply(500);
      const { id } = await send(gateway, 1);
      const [list = '', again = ''] = (blocks(read(page), 'sh')[0]?.text ?? '').split('\n');
      await until('it is dead', async () => (await listed(gateway, '/api/dead')).length === 1);
      expect(await typed(gateway, list)).toMatch(new RegExp(`${id ?? ''}.*exhausted|exhausted.*${id ?? ''}`));
      receiver.reply(204);
      await typed(gateway, again);
      await until('it is taken', () => receiver.received.length === 3);
      expect(ids(receiver)).toEqual([id, id, id]);
      await until('none is left', async () => (await listed(gateway, '/api/dead')).length === 0);
    });

    it('waits while the route is paused', async () => {
      const { gateway, receiver } = await queueing(page, (yaml) => yaml);
      const [pause = '', resume = ''] =
        read(page).match(/(?<=`)webhook-gateway routes (?:pause|resume)[^`]*/g) ?? [];
      await typed(gateway, pause);
      expect(await send(gateway, 1)).toMatchObject({ status: 200, outcome: 'queued' });
      await until(
        'it waits',
        async () => (await listed(gateway, '/api/deliveries?outcome=queued')).length === 1,
      );
      expect(receiver.received).toHaveLength(0);
      await typed(gateway, resume);
      await until('it is taken', () => receiver.received.length === 1);
    });
  });
});

describe('docs/delivery.md, now or later', () => {
  it('loads with a route of each mode that stores', () => {
    const { routes } = load(blockOf('docs/delivery.md', 'Now or later', 'yaml'));
    expect(routes.map(({ name, mode }) => [name, mode])).toEqual([
      ['builds', 'spill'],
      ['leads', 'queued'],
    ]);
  });
});

describe('README.md, one file', () => {
  it('loads with both routes it shows', () => {
    const yaml = blockOf('README.md', 'One file, two routes', 'yaml');
    expect(load(yaml).routes.map(({ name }) => name)).toEqual(['builds', 'calls']);
  });
});

describe('docs/security.md', () => {
  const page = 'docs/security.md';
  const account = 'AC00000000000000000000000000000000';
  const fields = `AccountSid=${account}&From=1&To=2`;

  /** What the table sends, by its own words. */
  function senders({ url }: TestGateway): Record<string, () => Promise<Answer>> {
    const body = '{"ref":"refs/heads/main"}';
    const headers = signHeaders('github', TEXT_SECRET, body, { event: 'push' });
    const named = (event: string, bytes = body) =>
      post(`${url}/builds`, bytes, { ...headers, 'X-GitHub-Event': event });
    const form = (query: string, bytes: string, signedQuery = query) => {
      const signed = `https://hooks.example.com/calls${signedQuery}AccountSid${account}From1To2`;
      const signature = createHmac('sha1', TEXT_SECRET).update(signed).digest('base64');
      return post(`${url}/calls${query}`, bytes, {
        'Content-Type': 'application/x-www-form-urlencoded',
        'X-Twilio-Signature': signature,
      });
    };
    return {
      'a genuine `push`': () => named('push'),
      'a copy': () => named('push'),
      'a copy with a byte changed': () => named('push', body.replace('main', 'mein')),
      'a copy named `Push!`, as GitHub names nothing': () => named('Push!'),
      'a copy named `issues`': () => named('issues'),
      'a copy named `release`': () => named('release'),
      'a copy named `fork`': () => named('fork'),
      'a copy named `star`, the fifth name': () => named('star'),
      'a genuine form at `?step=1`': () => form('?step=1', fields),
      'its fields `From` and `To` moved into the value of `step`': () =>
        form(`?step=1AccountSid${account}From1To2`, `AccountSid=${account}`, '?step=1'),
      'all of its fields moved there': () => form(`?step=1AccountSid${account}From1To2`, '', '?step=1'),
      'the same form at `?step=2`, under the old signature': () => form('?step=2', fields, '?step=1'),
      'the same form at `?step=2`, signed by Twilio: the next step': () => form('?step=2', fields),
    };
  }

  it('tells what becomes of one capture, tried in every way it names', async () => {
    const { gateway, receiver } = await live(page);
    const send = senders(gateway);
    const table = rows(marked(read(page), 'tried')).slice(1);
    expect(table.map(([, what]) => what)).toEqual(Object.keys(send));
    for (const [, what = '', outcome = ''] of table)
      expect((await send[what]?.())?.outcome, what).toBe(outcome.replaceAll('`', ''));
    expect(receiver.received).toHaveLength(6);
    const renamed = receiver.received.find(({ headers }) => headers['webhook-gateway-event'] === 'fork');
    expect(renamed?.headers['webhook-gateway-unsigned-headers']).toContain('X-GitHub-Event');
  });

  it('shows what a scheme with an open border is told, and the shape that closes it', () => {
    const scheme = (more: string) => `schemes:
  open-border:
    ${more}
    signature: { header: X-Sig, algorithm: hmac-sha256, encoding: hex, content: "{header:X-Topic}.{body}" }
store: { url: "memory:" }
routes:
  - name: a
    path: /a
    source: { scheme: open-border, secrets: [{ env: SECRET }] }
    destination: { url: "http://127.0.0.1:3000/", scheme: github, secrets: [{ env: SECRET }] }`;
    expect(() => load(scheme('identity: [body]'))).toThrow(
      blockOf(page, 'One capture, tried in every way', 'text').trim(),
    );
    const [event = ''] = /event: \[.*?\](?=`)/.exec(read(page)) ?? [];
    expect(load(scheme(event)).routes).toHaveLength(1);
  });
});

describe('docs/schemes.md', () => {
  // What stands under "More that a scheme can say" is run by test/schemes/language.
  const own = blocks(read('docs/schemes.md'), 'yaml').filter(({ section }) => !section.startsWith('More'));
  const examples = own.map(({ text }) => {
    const { schemes } = parse(text) as {
      schemes: Record<string, { key: string; trust?: string; keys?: object }>;
    };
    const [name = '', { key, trust, keys } = { key: '' }] = Object.entries(schemes)[0] ?? [];
    // One whose keys come from elsewhere cannot sign; foreign-example.test.ts runs it.
    return [name, key, text, keys ? 'keys from elsewhere' : trust] as const;
  });

  /** The page's scheme as a source, with the receiver of a built-in one behind it. */
  async function sourceOf(example: string, more = '') {
    const text = examples.find(([name]) => name === example)?.[2] ?? '';
    const receiver = await startUpstream(204);
    closing.push(() => receiver.close());
    const yaml = `${text}
routes:
  - name: a
    path: /a
    source: { scheme: ${example}, secrets: [{ env: SECRET }]${more} }
    destination: { url: "${receiver.url}/", scheme: github, secrets: [{ env: SECRET }] }`;
    const gateway = await startTestGateway(yaml, { env: { SECRET: TEXT_SECRET, TOKEN: 'open-sesame-1' } });
    closing.push(() => gateway.stop());
    return { gateway, receiver };
  }

  it('door-bell takes whatever comes with the token, and nothing without', async () => {
    const { gateway } = await sourceOf('door-bell');
    const ring = (token: string, body: string) => post(`${gateway.url}/a`, body, { 'X-Bell-Token': token });
    expect(await ring(TEXT_SECRET, '{"type":"a"}')).toMatchObject({ outcome: 'accepted' });
    expect(await ring(TEXT_SECRET, '{"type":"b"}')).toMatchObject({ outcome: 'accepted' });
    expect(await ring(`${TEXT_SECRET}x`, '{"type":"c"}')).toMatchObject({ status: 401 });
  });

  it('letter-box verifies what its signature names and cannot be a destination', async () => {
    const { gateway, receiver } = await sourceOf('letter-box');
    const letter = (id: string, at = Date.now(), data = 1, sent = Math.floor(at / 1000)) =>
      JSON.stringify({ id, sent, type: 'a', data, signature: hexMac(TEXT_SECRET, `l1.${sent}`) });
    expect(await post(`${gateway.url}/a`, letter('l1'), {})).toMatchObject({ outcome: 'accepted' });
    expect(await post(`${gateway.url}/a`, letter('l1', Date.now(), 2), {})).toMatchObject({
      outcome: 'duplicate',
    });
    expect(await post(`${gateway.url}/a`, letter('l2'), {})).toMatchObject({ outcome: 'invalid_signature' });
    expect(await post(`${gateway.url}/a`, letter('l1', Date.now() - 2 * 3_600_000), {})).toMatchObject({
      outcome: 'stale',
    });
    expect(receiver.received).toHaveLength(1);
    const text = examples.find(([name]) => name === 'letter-box')?.[2] ?? '';
    expect(() =>
      load(`${text}
store: { url: "memory:" }
routes:
  - name: a
    path: /a
    source: { scheme: github, secrets: [{ env: SECRET }] }
    destination: { url: "http://127.0.0.1:3000/", scheme: letter-box, secrets: [{ env: SECRET }] }`),
    ).toThrow('inside the body');
  });

  it('name-tag answers its two questions itself, and hands on the rest', async () => {
    const { gateway, receiver } = await sourceOf('name-tag', ', handshakeToken: { env: TOKEN }');
    const asked = await fetch(`${gateway.url}/a?challenge=abc&token=open-sesame-1`);
    expect([asked.status, await asked.text()]).toEqual([200, 'abc']);
    expect(asked.headers.get('webhook-gateway-outcome')).toBe('challenge');
    const wrong = await fetch(`${gateway.url}/a?challenge=abc&token=open-sesame-2`);
    expect([wrong.status, wrong.headers.get('webhook-gateway-outcome')]).toEqual([403, 'forbidden']);
    const signed = (body: string) =>
      post(`${gateway.url}/a`, body, { 'X-Tag-Signature': hexMac(TEXT_SECRET, body) });
    const checked = await signed('{"type":"endpoint.check","plain":"p1"}');
    expect(checked).toMatchObject({ status: 200, outcome: 'challenge' });
    expect(JSON.parse(checked.body.toString())).toEqual({ plain: 'p1', hashed: hexMac(TEXT_SECRET, 'p1') });
    expect(receiver.received).toHaveLength(0);
    expect(await signed('{"type":"order.paid"}')).toMatchObject({ outcome: 'accepted' });
  });

  it.each(examples.filter(([, , , trust]) => trust === undefined))(
    '%s verifies what it signed, refuses a forgery, and passes on what verifies again',
    async (name, key, text) => {
      const secret = key === 'base64' ? Buffer.alloc(32, 9).toString('base64') : TEXT_SECRET;
      const receiver = await startUpstream(204);
      closing.push(() => receiver.close());
      const yaml = `${text}
routes:
  - name: a
    path: /a
    source: { scheme: ${name}, secrets: [{ env: SECRET }] }
    destination: { url: "${receiver.url}/", scheme: ${name}, secrets: [{ env: SECRET }] }`;
      const gateway = await startTestGateway(yaml, { env: { SECRET: secret } });
      closing.push(() => gateway.stop());
      const scheme = load(`${yaml}\nstore: { url: "memory:" }`, { SECRET: secret }).schemes[name];
      if (!scheme) throw new Error(`no scheme ${name}`);
      const body = Buffer.from('{"id":"evt_1","type":"order.paid","event":"order.paid","data":{}}');
      const headers: string[] = [];
      const isShaped = text.includes('shape: a_b');
      createSigner(scheme, [readKey(scheme, secret)])(
        { id: 'msg_1', event: isShaped ? 'order_paid' : 'order.paid', body },
        Date.now(),
        headers,
      );
      expect(await post(`${gateway.url}/a`, `${body.toString()} `, headers)).toMatchObject({ status: 401 });
      if (isShaped) {
        const other = headers.map((text) => text.replace('order_paid', 'order.paid'));
        expect(await post(`${gateway.url}/a`, body, other)).toMatchObject({
          status: 400,
          outcome: 'malformed',
        });
      }
      expect(await post(`${gateway.url}/a`, body, headers)).toMatchObject({ outcome: 'accepted' });
      expect(await post(`${gateway.url}/a`, body, headers)).toMatchObject({ outcome: 'duplicate' });
      // What the receiver got is genuine under the same description: another gateway takes it.
      const second = await startTestGateway(yaml, { env: { SECRET: secret } });
      closing.push(() => second.stop());
      const { rawHeaders } = last(receiver);
      const own = rawHeaders.flatMap((header, i) =>
        i % 2 === 0 && /^x-(?:desk|pay|floor|tag)-/i.test(header) ? [header, rawHeaders[i + 1] ?? ''] : [],
      );
      expect(await post(`${second.url}/a`, last(receiver).body, own)).toMatchObject({ outcome: 'accepted' });
    },
  );
});
