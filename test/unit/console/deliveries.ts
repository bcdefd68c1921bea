import type { Attempt, Delivery } from '../../../console/api/types.js';

export function deliveryOf(given: Partial<Delivery>): Delivery {
  return {
    ...{ id: 'msg_1', route: 'orders', destination: 'default', sourceId: null, event: 'order.paid' },
    ...{ outcome: 'accepted', reason: null, dead: null, receivedAt: '2026-11-20T09:30:00.000Z' },
    ...{ endedAt: null, nextAttemptAt: null, attempts: [], bytes: 100, bodyKept: false },
    ...given,
  };
}

export function attemptOf(number: number, result: Attempt['result'] = 'retry'): Attempt {
  const at = '2026-11-20T09:30:01.000Z';
  return { number, at, result, reason: null, status: 503, durationMs: 3, answer: null };
}
