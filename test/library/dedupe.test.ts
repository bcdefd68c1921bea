/** The dedupe helper, on both stores: work is done once, a key is burnt by success alone, and the gateway knows it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openDedupe, StoreUnavailable, type Dedupe } from '../../src/library/dedupe.js';
import { sign, schemes, verify, type GenuineResult } from '../../src/library/index.js';
import { post, startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { keysUnder, leakCheck, randomPrefix, startRedis, withClient } from '../helpers/redis.js';
import { secretFor } from '../helpers/secrets.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';

let count = 0;

interface Sent {
  readonly headers: Record<string, string>;
  readonly body: string;
}

function sent(
  scheme: string,
  body = `{"id":"evt_${++count}","type":"a.b"}`,
  event = scheme === 'github' ? 'push' : 'a/b',
): Sent {
  const secrets = [secretFor(scheme)];
  return { headers: sign({ scheme, secrets, id: `msg_${++count}`, event, body }), body };
}

function genuine(scheme: string, { headers, body }: Sent = sent(scheme)): GenuineResult {
  const result = verify({ scheme, secrets: [secretFor(scheme)], headers, body });
  if (!result.ok) throw new Error(result.reason);
  return result;
}

describe.each(['memory', 'redis'] as const)('once, in %s', (kind) => {
  let prefix: string;
  let dedupe: Dedupe;
  beforeAll(() => {
    prefix = randomPrefix();
    dedupe = openDedupe({ store: kind === 'memory' ? 'memory:' : sharedRedis(), prefix });
  });
  afterAll(async () => {
    await dedupe.close();
    if (kind === 'redis') await leakCheck(sharedRedis(), prefix);
  });

  test('does the work, and not again', async () => {
    const delivery = sent('stripe');
    const once = () => dedupe.once({ delivery: genuine('stripe', delivery), route: 'shop' }, () => ++count);
    const first = await once();
    expect(first).toEqual({ outcome: 'accepted', value: count });
    expect(await once()).toEqual({ outcome: 'duplicate' });
    const other = { delivery: genuine('stripe', delivery), route: 'another' };
    expect(await dedupe.once(other, () => 1)).toEqual({ outcome: 'accepted', value: 1 });
  });

  test('rejects with what the work throws, and leaves the way free', async () => {
    const request = { delivery: genuine('github'), route: 'shop' };
    const fault = new Error('no room');
    await expect(dedupe.once(request, () => Promise.reject(fault))).rejects.toBe(fault);
    await expect(
      dedupe.once(request, () => {
        throw fault;
      }),
    ).rejects.toBe(fault);
    expect(await dedupe.once(request, () => 'done')).toEqual({ outcome: 'accepted', value: 'done' });
  });

  test('does the work of equal deliveries that come together once', async () => {
    const request = { delivery: genuine('github'), route: 'shop' };
    let done = 0;
    const work = async (): Promise<void> => {
      await sleep(30);
      done++;
    };
    const results = await Promise.all(Array.from({ length: 20 }, () => dedupe.once(request, work)));
    expect(done).toBe(1);
    expect(results.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(19);
  });

  test('says that it is in flight where patience ends, or what was waited for failed', async () => {
    const request = { delivery: genuine('github'), route: 'shop' };
    let fail = (): void => undefined;
    const running = dedupe.once(
      request,
      () =>
        new Promise((_, reject) => {
          fail = () => {
            reject(new Error('failed'));
          };
        }),
    );
    await sleep(20);
    const none = { outcome: 'in_flight' };
    expect(await dedupe.once({ ...request, patience: '20ms' }, () => 1)).toEqual(none);
    const waiting = dedupe.once(request, () => 1);
    await sleep(20);
    fail();
    await expect(running).rejects.toThrow('failed');
    expect(await waiting).toEqual(none);
  });

  test('takes no two deliveries for one where the scheme says that none are', async () => {
    const delivery = verify({ scheme: 'none', secrets: [], headers: {}, body: 'x' }) as GenuineResult;
    expect(schemes['none']?.identity).toEqual([]);
    for (let i = 0; i < 2; i++) {
      expect(await dedupe.once({ delivery, route: 'shop' }, () => i)).toEqual({
        outcome: 'accepted',
        value: i,
      });
    }
  });

  test('gives one body few unsigned names, as the gateway does', async () => {
    const body = '{"order":1}';
    const outcomes: string[] = [];
    for (let i = 0; i < 6; i++) {
      const delivery = genuine('shopify', sent('shopify', body, `orders/paid${i}`));
      outcomes.push((await dedupe.once({ delivery, route: 'shop' }, () => 1)).outcome);
    }
    expect(outcomes).toEqual([...Array<string>(4).fill('accepted'), 'event_reuse', 'event_reuse']);
  });

  test('remembers as long as it is told', async () => {
    const request = { delivery: genuine('github'), route: 'shop', window: '40ms' };
    await dedupe.once(request, () => 1);
    await sleep(80);
    expect(await dedupe.once(request, () => 2)).toEqual({ outcome: 'accepted', value: 2 });
  });
});

describe('between processes that share a Redis', () => {
  const prefix = randomPrefix();
  let up: Upstream;
  let gw: TestGateway;
  let dedupe: Dedupe;
  beforeAll(async () => {
    up = await startUpstream(200);
    const routes = ['stripe', 'standard', 'github'].map(
      (scheme) => `
  - name: ${scheme}-in
    path: /${scheme}
    source: { scheme: ${scheme}, secrets: [{ env: ${scheme.toUpperCase()} }] }
    destination: { url: "${up.url}", scheme: none, reason: the receiver of this test }`,
    );
    gw = await startTestGateway(
      `store: { url: "${sharedRedis()}", prefix: ${prefix} }\nroutes:${routes.join('')}\n`,
      { env: { STRIPE: secretFor('stripe'), STANDARD: secretFor('standard'), GITHUB: secretFor('github') } },
    );
    dedupe = openDedupe({ store: sharedRedis(), prefix });
  });
  afterAll(async () => {
    await gw.stop();
    await dedupe.close();
    await up.close();
    await leakCheck(sharedRedis(), prefix);
  });

  test.each(['stripe', 'standard', 'github'])(
    'what a gateway forwarded of %s is a duplicate here, and the other way round',
    async (scheme) => {
      const [one, other] = [sent(scheme), sent(scheme)];
      const route = `${scheme}-in`;
      const send = ({ headers, body }: Sent) => post(`${gw.url}/${scheme}`, body, headers);
      expect((await send(one)).outcome).toBe('accepted');
      expect(await dedupe.once({ delivery: genuine(scheme, one), route }, () => 1)).toEqual({
        outcome: 'duplicate',
      });
      const before = new Map(await keysUnder(sharedRedis(), prefix));
      const request = { delivery: genuine(scheme, other), route };
      expect(await dedupe.once(request, () => 1)).toMatchObject({ outcome: 'accepted' });
      const written = [...(await keysUnder(sharedRedis(), prefix)).keys()].filter((key) => !before.has(key));
      expect((await send(other)).outcome).toBe('duplicate');
      const known = [...(await keysUnder(sharedRedis(), prefix)).keys()];
      expect(known).toEqual(expect.arrayContaining(written));
      const record = written.find((key) => key.startsWith(`${prefix}:d:`)) ?? '';
      expect(await withClient(sharedRedis(), (client) => client.get(record))).toBe('1:D:200');
    },
  );
});

describe('without its store', () => {
  test('is neither new nor a duplicate: it rejects, and no work is done', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const dedupe = openDedupe({ store: redis.url, prefix: randomPrefix() });
    onTestFinished(() => dedupe.close());
    const request = { delivery: genuine('github'), route: 'shop' };
    expect(await dedupe.once({ ...request, delivery: genuine('github') }, () => 1)).toMatchObject({
      outcome: 'accepted',
    });
    await redis.stop();
    let done = 0;
    await expect(dedupe.once(request, () => ++done)).rejects.toThrow(StoreUnavailable);
    expect(done).toBe(0);
  });

  test('is told so at the first delivery, in words that hold no password', async () => {
    const dedupe = openDedupe({ store: 'redis://:s3cret-word@127.0.0.1:1' });
    onTestFinished(() => dedupe.close());
    const asked = dedupe.once({ delivery: genuine('github'), route: 'shop' }, () => 1);
    await expect(asked).rejects.toThrow(/^the dedupe store does not answer \(\w+\)$/);
  });

  test('after its end does nothing, and ends behind the work that was under way', async () => {
    const dedupe = openDedupe({ store: 'memory:' });
    let ended = false;
    const running = dedupe.once({ delivery: genuine('github'), route: 'shop' }, async () => {
      await sleep(50);
      ended = true;
    });
    await dedupe.close();
    expect(ended).toBe(true);
    expect(await running).toMatchObject({ outcome: 'accepted' });
    await expect(dedupe.once({ delivery: genuine('github'), route: 'shop' }, () => 1)).rejects.toThrow(
      'closed',
    );
  });
});

describe('a fault of the program', () => {
  const dedupe = openDedupe({ store: 'memory:' });
  afterAll(() => dedupe.close());
  const delivery = genuine('github');
  const fault = (request: object, says: string): Promise<void> =>
    expect(dedupe.once({ delivery, route: 'shop', ...request }, () => 1)).rejects.toThrow(says);

  test('is a delivery that nobody verified, a copy among them', async () => {
    await fault({ delivery: { ...delivery } }, 'delivery must be what verify');
    await fault({ delivery: { ok: true } }, 'delivery must be what verify');
    await fault(
      { delivery: verify({ scheme: 'github', secrets: ['s'], headers: {}, body: '' }) },
      'as it came',
    );
  });

  test('is a missing name or a duration that is none', async () => {
    await fault({ route: '' }, 'route must be a name');
    await fault({ window: 'soon' }, 'window must be a duration');
    const description = { ...schemes['github'], title: 'Ours' };
    const { headers, body } = sent('github');
    const own = verify({ scheme: description as never, secrets: [secretFor('github')], headers, body });
    await fault({ delivery: own }, 'schemeName is missing');
    const named = { delivery: own as GenuineResult, route: 'shop', schemeName: 'ours' };
    expect(await dedupe.once(named, () => 1)).toMatchObject({ outcome: 'accepted' });
  });

  test('is a store of no known kind, whose URL is not repeated', () => {
    expect(() => openDedupe({ store: 'mysql://u:s3cret-word@h' })).toThrow(
      /^store cannot be used: (?!.*s3cret)/,
    );
  });
});
