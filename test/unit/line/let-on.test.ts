/** Which deliveries go on although they do not verify. */
import { expect, it, test } from 'vitest';
import { createLetOn } from '../../../src/line/let-on.js';
import { OUTCOME_CODES, Outcome } from '../../../src/model/outcome.js';
import { trail } from '../../helpers/trail.js';

const UNTIL = 1_000;
const DELIVERY = { method: 'POST', target: '/a', rawHeaders: [], body: Buffer.alloc(0), receivedAt: 0 };

function letOn(now = 0) {
  return createLetOn({
    until: UNTIL,
    clock: () => now,
    paused: () => false,
    forwarded: () => ({ headers: [], dropped: undefined }),
    addedToUrl: undefined,
    handOver: () => Promise.resolve(new Outcome('accepted')),
    randomHex: () => 'ab',
  });
}

it('those whose signature is missing, invalid or stale, and no others', async () => {
  const refused = OUTCOME_CODES.map((code) => new Outcome(code));
  const gone = refused.filter((outcome) => letOn()(DELIVERY, outcome, trail(), 0) !== undefined);
  expect(gone.map(({ code }) => code).sort()).toEqual(['invalid_signature', 'missing_signature', 'stale']);
  const told = await letOn()(DELIVERY, new Outcome('stale', { reason: 'too_old' }), trail(), 0);
  expect(told).toMatchObject({ code: 'unverified', reason: 'too_old', status: 200 });
});

test('none once the time is over', () => {
  const stale = new Outcome('stale');
  expect(letOn(UNTIL - 1)(DELIVERY, stale, trail(), 0)).toBeDefined();
  expect(letOn(UNTIL)(DELIVERY, stale, trail(), 0)).toBeUndefined();
});

test('none that an operator takes from the refused ones', () => {
  expect(letOn()(DELIVERY, new Outcome('stale'), trail({ takenFrom: 'ref_1' }), 0)).toBeUndefined();
});
