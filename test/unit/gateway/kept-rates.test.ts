/** What came at each route lately, over reloads. */
import { expect, it } from 'vitest';
import { KeptRates } from '../../../src/gateway/kept-rates.js';

const RATE = { count: 1, per: 1_000 };

it('a rate that stays as it is goes on counting, whatever becomes of the other', () => {
  const kept = new KeptRates();
  const first = kept.of('a', { verified: RATE, perClient: RATE });
  const next = kept.of('a', { verified: { ...RATE }, perClient: { count: 2, per: 1_000 } });
  expect(next.verified).toBe(first.verified);
  expect(next.clients).not.toBe(first.clients);
});

it('a rate that was taken away, or its route, is forgotten', () => {
  const kept = new KeptRates();
  const first = kept.of('a', { verified: RATE });
  expect(kept.of('a', undefined)).toEqual({ verified: undefined, clients: undefined });
  const second = kept.of('a', { verified: RATE });
  expect(second.verified).not.toBe(first.verified);
  kept.retain(new Set(['b']));
  expect(kept.of('a', { verified: RATE }).verified).not.toBe(second.verified);
});
