/** Who sends a delivery again by hand is told in the answer how it passes. */
import { expect, test } from 'vitest';
import { deliver, freshBody, pairForTest, route } from './setup.js';

test('the answer to a duplicate says how to let it pass, and no other answer does', async () => {
  const { gw } = await pairForTest({
    routes: (url) => [route(url), route(url, { name: 'b', more: { events: ['call.*'] } })],
  });
  const body = freshBody('lead.created');
  const first = await deliver(gw, { body });
  expect(first.outcome).toBe('accepted');
  expect(first.body.toString()).not.toContain('help');
  const again = await deliver(gw, { body });
  const told = JSON.parse(again.body.toString()) as { help: string };
  expect(told).toEqual({ outcome: 'duplicate', id: first.id, help: expect.any(String) as string });
  expect(told.help).toContain('webhook-gateway forget ID');
  expect(told.help).toContain('webhook-gateway replay ID');
  const filtered = await deliver(gw, { route: 'b', body });
  expect(JSON.parse(filtered.body.toString())).toEqual({ outcome: 'filtered', id: filtered.id });
});

test('a key of the route in two parts: both must be the same', async () => {
  const { gw, up } = await pairForTest({
    routes: (url) => [
      route(url, { more: { dedupe: { key: ['default', { header: 'X-Step', unsigned: true }] } } }),
    ],
  });
  const body = freshBody('lead.created');
  const outcomes: string[] = [];
  for (const step of ['1', '1', '2', '2'])
    outcomes.push(String((await deliver(gw, { body, headers: { 'X-Step': step } })).outcome));
  expect(outcomes).toEqual(['accepted', 'duplicate', 'accepted', 'duplicate']);
  expect(up.received.length).toBe(2);
});
