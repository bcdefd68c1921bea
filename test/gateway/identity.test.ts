/** Identity and message ids as sources and receivers see them. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { post, startTestGateway, type Answer, type TestGateway } from '../helpers/gateway.js';
import { secretFor, signHeaders, type SignOptions } from '../helpers/sign.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';

let upstream: Upstream;
let gateway: TestGateway;
const SOURCES = ['actuallycare', 'exampleapi', 'svix', 'github', 'shopify'];

beforeAll(async () => {
  upstream = await startUpstream();
  const routes = [...SOURCES, 'exampleapi-2'].map((name) => {
    const from = name.replace('-2', '');
    return `
  - name: ${name}
    path: /${name}
    source: { scheme: ${from}, secrets: [ '${secretFor(from, 'a')}', '${secretFor(from, 'b')}' ] }
    destination: { url: '${upstream.url}', scheme: svix, secrets: [ '${secretFor('svix', 'r')}' ] }`;
  });
  gateway = await startTestGateway(`routes:${routes.join('')}`);
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

beforeEach(() => {
  upstream.received.length = 0;
  upstream.reply(200);
});

function deliver(
  route: string,
  body: string,
  options: SignOptions & { secret?: string } = {},
): Promise<Answer> {
  const from = route.replace('-2', '');
  const headers = signHeaders(from, secretFor(from, options.secret ?? 'a'), body, options);
  return post(`${gateway.url}/${route}`, body, headers);
}

const sentIds = (): unknown[] => upstream.received.map(({ headers }) => headers['svix-id']);

describe('message ids', () => {
  it('stay the same over failures and retries, whatever the secret', async () => {
    upstream.reply(503);
    const failed = await deliver('exampleapi', '{"id":"evt_retry"}');
    upstream.reply(200);
    const retried = await deliver('exampleapi', '{"id":"evt_retry"}', { secret: 'b' });
    const repeated = await deliver('exampleapi', '{ "id" : "evt_retry" }');
    expect([failed.outcome, retried.outcome, repeated.outcome]).toEqual(['failed', 'accepted', 'duplicate']);
    expect(new Set([failed.id, retried.id, repeated.id, ...sentIds()])).toEqual(new Set([failed.id]));
    expect(failed.id).toMatch(/^msg_[0-9A-Za-z]{43}$/);
  });

  it('differ by route: the same delivery on two routes is two messages', async () => {
    const one = await deliver('exampleapi', '{"id":"evt_routes"}');
    const two = await deliver('exampleapi-2', '{"id":"evt_routes"}');
    expect([one.outcome, two.outcome]).toEqual(['accepted', 'accepted']);
    expect(one.id).not.toBe(two.id);
    expect(sentIds()).toEqual([one.id, two.id]);
  });

  it("are the source's own where it signs one", async () => {
    const answer = await deliver('svix', '{}', { id: 'msg_own-1~x' });
    expect([answer.id, ...sentIds()]).toEqual(['msg_own-1~x', 'msg_own-1~x']);
  });
});

describe('what is one delivery', () => {
  it('one svix id with another body is forwarded as well, and counted', async () => {
    const labels = { route: 'svix', result: 'id_reuse' };
    const before = await gateway.metric('webhook_gateway_claims_total', labels);
    const answers = [
      await deliver('svix', '{"n":1}', { id: 'msg_reused' }),
      await deliver('svix', '{"n":2}', { id: 'msg_reused' }),
      await deliver('svix', '{"n":1}', { id: 'msg_reused', at: Date.now() - 5_000 }),
    ];
    expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'duplicate']);
    expect(upstream.received.map(({ body }) => body.toString())).toEqual(['{"n":1}', '{"n":2}']);
    expect(await gateway.metric('webhook_gateway_claims_total', labels)).toBe(before + 1);
  });

  it('equal bodies of two github or shopify events are both delivered', async () => {
    for (const [route, one, other] of [
      ['github', 'create', 'delete'],
      ['shopify', 'orders/create', 'orders/delete'],
    ] as const) {
      const answers = [
        await deliver(route, '{"id":1}', { event: one, id: 'a' }),
        await deliver(route, '{"id":1}', { event: other, id: 'b' }),
        await deliver(route, '{"id":1}', { event: one, id: 'c' }),
      ];
      expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'duplicate']);
      expect(answers[0]?.id).not.toBe(answers[1]?.id);
      expect(answers[0]?.id).toBe(answers[2]?.id);
    }
  });

  it('ids no double can tell apart do not merge deliveries', async () => {
    for (const id of ['9007199254740993', '9007199254740992', '"\\ud800"', '"\\ud801"']) {
      expect((await deliver('exampleapi', `{"id":${id}}`)).outcome).toBe('accepted');
    }
    expect(new Set(sentIds()).size).toBe(4);
  });

  it('X-Webhook-Id, the same for every message of an endpoint, merges nothing', async () => {
    for (const event of ['a', 'b', 'c']) {
      const body = JSON.stringify({ type: event });
      const headers = signHeaders('exampleapi', secretFor('exampleapi', 'a'), body);
      const answer = await post(`${gateway.url}/exampleapi`, body, {
        ...headers,
        'X-Webhook-Id': 'wh_123456',
      });
      expect(answer.outcome).toBe('accepted');
    }
    expect(upstream.received.map(({ headers }) => headers['x-webhook-id'])).toEqual(
      Array(3).fill('wh_123456'),
    );
    expect(new Set(sentIds()).size).toBe(3);
  });

  it('one ActuallyCare signature is one delivery, prefixed or bare, in capitals, with other unsigned headers', async () => {
    const body = '{"event":"lead.created","n":1}';
    const headers = signHeaders('actuallycare', secretFor('actuallycare', 'a'), body, {
      event: 'lead.created',
    });
    const digest = (headers['X-Webhook-Signature'] ?? '').replace('sha256=', '');
    const outcomes: (string | undefined)[] = [];
    for (const signature of [
      `sha256=${digest}`,
      digest,
      digest.toUpperCase(),
      `sha256=${digest.toUpperCase()}`,
    ]) {
      const variant = { 'X-Webhook-Signature': signature, 'X-Webhook-Timestamp': new Date(0).toISOString() };
      outcomes.push((await post(`${gateway.url}/actuallycare`, body, { ...headers, ...variant })).outcome);
    }
    expect(outcomes).toEqual(['accepted', 'duplicate', 'duplicate', 'duplicate']);
    const sent = upstream.received.map(({ headers: { 'svix-timestamp': time } }) => Number(time));
    // The time of the attempt, never the source's.
    expect(Math.abs((sent[0] ?? 0) - Date.now() / 1000)).toBeLessThan(30);
  });

  it('the event comes from the signed body, whatever the event header says', async () => {
    const body = '{"event":"lead.created","n":2}';
    const headers = signHeaders('actuallycare', secretFor('actuallycare', 'a'), body);
    const answer = await post(`${gateway.url}/actuallycare`, body, {
      ...headers,
      'X-Webhook-Event': 'escrow.updated',
    });
    expect(answer.outcome).toBe('accepted');
    expect(upstream.received[0]?.headers['webhook-gateway-event']).toBe('lead.created');
  });
});
