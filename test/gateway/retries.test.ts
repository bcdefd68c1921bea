import { Webhook } from 'svix';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { post, type Answer } from '../helpers/gateway.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import type { Received } from '../helpers/upstream.js';
import { deliver, freshBody, pairForTest, route } from './setup.js';

const MINUTE = 60_000;
const AC = secretFor('actuallycare');

afterEach(() => {
  vi.useRealTimers();
});

/** The receiver's own check at a moment: the official library, five minutes of tolerance. */
function verifiesAt(at: number, { body, headers }: Received): boolean {
  vi.useFakeTimers({ toFake: ['Date'], now: at });
  try {
    new Webhook(secretFor('svix')).verify(body.toString(), headers as Record<string, string>);
    return true;
  } catch {
    return false;
  } finally {
    vi.useRealTimers();
  }
}

describe("ActuallyCare's retry, a quarter of an hour later, with the first attempt's signature and timestamp", () => {
  test('passes a receiver with five minutes of tolerance, under the same id, and is not forwarded again once accepted', async () => {
    const start = Date.parse('2026-03-01T12:00:00Z');
    let now = start;
    const { gw, up } = await pairForTest({ clock: () => now, reply: 503 });
    const body = freshBody();
    const headers = signHeaders('actuallycare', AC, body, { at: start });
    expect(headers['X-Webhook-Timestamp']).toBe('2026-03-01T12:00:00.000Z');
    const attempt = (): Promise<Answer> => post(`${gw.url}/a`, body, headers);

    expect(await attempt()).toMatchObject({ status: 503, outcome: 'failed' });
    for (now of [start + MINUTE, start + 5 * MINUTE]) expect((await attempt()).outcome).toBe('failed');
    now = start + 15 * MINUTE;
    up.reply(200);
    const last = await attempt();
    expect(last).toMatchObject({ status: 200, outcome: 'accepted' });

    const ids = up.received.map((one) => one.headers['svix-id']);
    expect(ids).toEqual([last.id, last.id, last.id, last.id]);
    const times = up.received.map((one) => Number(one.headers['svix-timestamp']) * 1000);
    expect(times).toEqual([0, 1, 5, 15].map((minutes) => start + minutes * MINUTE));
    const signatures = up.received.map((one) => one.headers['svix-signature']);
    expect(new Set(signatures).size).toBe(4);
    const [first, , , fourth] = up.received as [Received, Received, Received, Received];
    expect(verifiesAt(now, fourth)).toBe(true);
    // The judge is no rubber stamp: the first attempt's would be too old by now.
    expect(verifiesAt(start, first)).toBe(true);
    expect(verifiesAt(now, first)).toBe(false);

    now += MINUTE;
    expect(await attempt()).toMatchObject({ status: 200, outcome: 'duplicate', id: last.id });
    expect(up.received.length).toBe(4);
  });
});

describe('a failed attempt does not burn the key', () => {
  test.each([
    ['500', 500],
    ['429', 429],
    ['a final no', 422],
    ['a redirect', 302],
  ])('%s: the retry is forwarded', async (_, status) => {
    const { gw, up } = await pairForTest({
      reply: status,
      routes: (url) => [route(url, { to: 'actuallycare' })],
    });
    const body = freshBody();
    expect(['failed', 'rejected']).toContain((await deliver(gw, { body })).outcome);
    up.reply(200);
    expect((await deliver(gw, { body })).outcome).toBe('accepted');
    expect(up.received.length).toBe(2);
  });

  test('a reset, a timeout, a payload that cannot be carried', async () => {
    const { gw, up } = await pairForTest({
      routes: (url) => [
        route(url, { destination: { timeout: '150ms' } }),
        route(url, { name: 'compact', destination: { payload: 'compact' } }),
      ],
      reply: (_, response) => {
        response.socket?.destroy();
      },
    });
    const body = freshBody();
    expect(await deliver(gw, { body })).toMatchObject({ outcome: 'unreachable', status: 502 });
    up.reply(() => undefined);
    expect(await deliver(gw, { body })).toMatchObject({ outcome: 'timeout', status: 504 });
    up.reply(200);
    expect((await deliver(gw, { body })).outcome).toBe('accepted');

    const doubled = { route: 'compact', body: '{"a":1,"a":2}' };
    expect((await deliver(gw, doubled)).outcome).toBe('untranslatable');
    expect((await deliver(gw, doubled)).outcome).toBe('untranslatable');
  });

  test('a message that its destination cannot sign: the retry is not kept waiting for it', async () => {
    const { gw } = await pairForTest({
      routes: (url) => [route(url, { to: 'needs-header' })],
      top: {
        schemes: {
          'needs-header': {
            signature: {
              header: 'X-Sig',
              algorithm: 'hmac-sha256',
              encoding: 'hex',
              content: '{header:X-Never}.{body}',
            },
            bodyMustBeJson: 'whole',
          },
        },
      },
    });
    const body = freshBody();
    for (const attempt of ['first', 'retry']) {
      expect(await deliver(gw, { body }), attempt).toMatchObject({ outcome: 'untranslatable', status: 502 });
    }
    expect(gw.lines().filter(({ reason }) => reason === 'unsignable').length).toBe(2);
  });
});

describe('the unsigned timestamp header affects nothing', () => {
  test.each(['2001-01-01T00:00:00Z', '2099-01-01T00:00:00Z', 'garbage', ''])('%j', async (value) => {
    const now = Date.parse('2026-03-01T12:00:00Z');
    const { gw, up } = await pairForTest({ clock: () => now });
    const body = freshBody();
    const headers = { 'X-Webhook-Timestamp': value };
    const first = await deliver(gw, { body, headers });
    expect(first.outcome).toBe('accepted');
    expect(up.received[0]?.headers['svix-timestamp']).toBe(String(now / 1000));
    // Nor does it make another delivery of the same one.
    expect(await deliver(gw, { body })).toMatchObject({ outcome: 'duplicate', id: first.id });
    expect(up.received.length).toBe(1);
  });
});

describe('identity', () => {
  test('case and prefix variants of one signature are one delivery', async () => {
    const { gw, up } = await pairForTest();
    const body = freshBody();
    const digest =
      signHeaders('actuallycare', AC, body)['X-Webhook-Signature']?.slice('sha256='.length) ?? '';
    const outcomes: (string | undefined)[] = [];
    for (const value of [
      `sha256=${digest}`,
      digest,
      digest.toUpperCase(),
      `sha256=${digest.toUpperCase()}`,
      ` ${digest} `,
    ]) {
      outcomes.push((await post(`${gw.url}/a`, body, { 'x-webhook-SIGNATURE': value })).outcome);
    }
    expect(outcomes).toEqual(['accepted', 'duplicate', 'duplicate', 'duplicate', 'duplicate']);
    expect(up.received.length).toBe(1);
  });

  test('the same signature on another route is another delivery with another id', async () => {
    const { gw, up } = await pairForTest({ routes: (url) => [route(url), route(url, { name: 'b' })] });
    const body = freshBody();
    const first = await deliver(gw, { body });
    const second = await deliver(gw, { route: 'b', body });
    expect([first.outcome, second.outcome]).toEqual(['accepted', 'accepted']);
    expect(first.id).not.toBe(second.id);
    expect(up.received.length).toBe(2);
  });

  test('it does not change with the secret: a retry signed with the new one is a duplicate', async () => {
    const [old, next] = [secretFor('actuallycare', 'o'), secretFor('actuallycare', 'n')];
    const { gw, up } = await pairForTest({
      routes: (url) => [route(url, { source: { secrets: [old, next] } })],
    });
    const body = freshBody();
    expect((await post(`${gw.url}/a`, body, signHeaders('actuallycare', old, body))).outcome).toBe(
      'accepted',
    );
    expect((await post(`${gw.url}/a`, body, signHeaders('actuallycare', next, body))).outcome).toBe(
      'duplicate',
    );
    expect(up.received.length).toBe(1);
    expect(await gw.metric('webhook_gateway_verifications_total', { route: 'a' })).toBe(2);
  });

  test('the same signed id with another body is another delivery, counted as id_reuse', async () => {
    const { gw, up } = await pairForTest({ routes: (url) => [route(url, { from: 'svix' })] });
    const both = [freshBody(), freshBody()];
    for (const body of both) {
      const answer = await deliver(gw, { from: 'svix', body, id: 'msg_7' });
      expect(answer).toMatchObject({ outcome: 'accepted', id: 'msg_7' });
    }
    expect((await deliver(gw, { from: 'svix', body: both[0] ?? '', id: 'msg_7' })).outcome).toBe('duplicate');
    expect(up.received.map(({ headers }) => headers['svix-id'])).toEqual(['msg_7', 'msg_7']);
    expect(
      await gw.metric('webhook_gateway_claims_total', { route: 'a', result: 'id_reuse' }),
    ).toBeGreaterThanOrEqual(1);
  });

  test('two events of the same kind in the same instant are two deliveries', async () => {
    const { gw, up } = await pairForTest();
    const at = Date.now();
    await Promise.all([1, 2].map((n) => deliver(gw, { body: `{"event":"lead.created","n":${n}}`, at })));
    expect(up.received.length).toBe(2);
  });

  test('without dedupe every delivery is forwarded, under the same id', async () => {
    const { gw, up } = await pairForTest({ routes: (url) => [route(url, { more: { dedupe: false } })] });
    const body = freshBody();
    const answers = [await deliver(gw, { body }), await deliver(gw, { body })];
    expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
    expect(answers[0]?.id).toBe(answers[1]?.id);
    expect(up.received.length).toBe(2);
  });
});
