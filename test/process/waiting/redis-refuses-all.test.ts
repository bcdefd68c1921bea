/** Redis refuses everything from the start, or is none: the gateway stays in hand, says why once, and acknowledges nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { OK, refusing, type FakeRedis } from '../../helpers/fake-redis.js';
import { leadsConfig } from '../../helpers/leads.js';
import {
  endAll,
  endsWhenTold,
  fake,
  IDLE,
  processorShare,
  QUEUED,
  reasonOf,
  receive,
  saidOfStore,
  start,
} from '../refusing.js';

afterEach(endAll);

/** Questions in three seconds of whoever asks again after a rest. */
const A_FEW = 60;

/** As a server does that cuts every answer off, or answers nothing but the set-up. */
function onceSetUp(reply: 'hung' | 'cut'): FakeRedis['answer'] {
  return ([name]) => (name === 'client' || name === 'select' ? OK : reply);
}

const REFUSALS: readonly (readonly [kind: string, reason: string, answer: FakeRedis['answer']])[] = [
  ['wants a password', 'auth', refusing('NOAUTH Authentication required.')],
  ['forbids every command', 'auth', refusing("NOPERM this user has no permissions to run the 'x' command")],
  ['refuses every command in words of its own', 'refused_command', refusing('ERR not today')],
  ['loads', 'loading', refusing('LOADING Redis is loading the dataset in memory')],
  ['is read-only', 'readonly', refusing("READONLY You can't write against a read only replica.")],
  ['cannot save', 'misconfigured', refusing('MISCONF Redis is configured to save RDB snapshots')],
  ['hangs', 'timeout', () => 'hung'],
  ['hangs once it is set up', 'timeout', onceSetUp('hung')],
  ['cuts every answer off', 'disconnected', onceSetUp('cut')],
];

describe.each(REFUSALS)('a Redis that %s', (_, reason, answer) => {
  test(`a gateway that queues listens, answers 503 (${reason}), says so once, idles, and ends when told`, async () => {
    const redis = await fake(answer);
    const { url } = await receive();
    const gateway = await start(leadsConfig({ receiver: url, redis: redis.url, route: QUEUED }));
    expect(await processorShare(gateway)).toBeLessThan(IDLE);
    expect((await gateway.ask('/healthz')).status).toBe(200);
    expect(await reasonOf(gateway)).toBe(reason);
    expect(saidOfStore(gateway)).toHaveLength(1);
    await endsWhenTold(gateway);
  });
});

test.each([
  ['OK', OK],
  ['nothing', { bytes: '$-1\r\n' }],
])(
  'a server that answers %s to everything is no store: nothing is acknowledged, and it is told',
  async (_, answer) => {
    const redis = await fake(() => answer);
    const { url } = await receive();
    const gateway = await start(leadsConfig({ receiver: url, redis: redis.url, route: QUEUED }));
    await reasonOf(gateway);
    expect(saidOfStore(gateway)).toContain('corrupt');
    expect(gateway.said()).not.toContain('the dedupe store answers');
    const asked = redis.asked.length;
    await sleep(3_000);
    expect(redis.asked.length - asked).toBeLessThan(A_FEW);
    await endsWhenTold(gateway);
  },
);
