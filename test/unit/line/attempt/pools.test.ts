/** Connections of a receiver that a reload dropped. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Forwarders } from '../../../../src/line/attempt/pools.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('those that wait to be closed are not closed a second time once all are destroyed', async () => {
  const forwarders = new Forwarders(() => 0);
  forwarders.for({ url: 'http://127.0.0.1:9/', timeout: 1_000, resend: false } as never);
  forwarders.retain([]);
  expect(vi.getTimerCount()).toBe(1);
  await forwarders.destroy();
  expect(vi.getTimerCount()).toBe(0);
});
