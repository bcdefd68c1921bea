/** A claim of the dedupe helper lives as long as the work it was taken for. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openDedupe } from '../../../src/library/dedupe.js';
import { sign, verify, type GenuineResult } from '../../../src/library/index.js';
import { HEARTBEAT_MS, LEASE_MS } from '../../../src/line/claim/claim-store.js';
import { keysUnder, leakCheck, randomPrefix } from '../../helpers/redis.js';
import { sharedRedis } from '../../helpers/shared-redis.js';

test('work that is under way elsewhere is waited for, and its lease is renewed', async () => {
  const prefix = randomPrefix();
  const [one, other] = [1, 2].map(() => openDedupe({ store: sharedRedis(), prefix }));
  if (!one || !other) throw new Error('two were opened');
  onTestFinished(async () => {
    await Promise.all([one.close(), other.close()]);
    await leakCheck(sharedRedis(), prefix);
  });
  const github = { scheme: 'github', secrets: ['a-secret-of-more-than-24-characters'] };
  const headers = sign({ ...github, id: 'm', event: 'push', body: '{}' });
  const delivery = verify({ ...github, headers, body: '{}' }) as GenuineResult;
  const request = { delivery, route: 'slow' };

  let end = (): void => undefined;
  const running = one.once(request, () => new Promise<void>((resolve) => (end = resolve)));
  await sleep(100);
  expect(await other.once({ ...request, patience: '1ms' }, () => 1)).toEqual({ outcome: 'in_flight' });
  const waiting = other.once({ ...request, patience: '15s' }, () => 1);
  // Behind the first renewal, and before the lease would have ended.
  await sleep(HEARTBEAT_MS + 1_500);
  const left = [...(await keysUnder(sharedRedis(), prefix))].flatMap(([key, ttl]) =>
    key.startsWith(`${prefix}:d:`) ? [ttl] : [],
  );
  expect(left).toHaveLength(1);
  expect(left[0]).toBeGreaterThan(LEASE_MS - HEARTBEAT_MS);
  end();
  expect(await running).toMatchObject({ outcome: 'accepted' });
  expect(await waiting).toEqual({ outcome: 'duplicate' });
});
