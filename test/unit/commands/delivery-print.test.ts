/** One delivery as a person reads it. */
import { describe, expect, it } from 'vitest';
import { deliveryText } from '../../../src/commands/delivery-print.js';
import { detailView } from '../../../src/http/api/view.js';
import { detailOf, WAY } from '../../helpers/operations.js';

describe('one delivery', () => {
  const known = detailView(detailOf(), 'reader');
  const { secret, scheme, client, steps, answered, ...ofOlderGateway } = known;

  it('of a gateway that knows nothing of the way is shown without, as one whose way is not known', () => {
    expect([secret, scheme, client, steps.length, answered?.status]).toEqual([
      ...['current', 'actuallycare', '192.0.2.7'],
      ...[6, 204],
    ]);
    const unknown = deliveryText(detailView(detailOf({ way: undefined }), 'reader'));
    expect(deliveryText(ofOlderGateway)).toBe(unknown);
    expect(unknown).not.toMatch(/STEP|from:|secret:|scheme:|answered:/);
  });

  it('that nobody waited for has its steps and no answer', () => {
    const text = deliveryText(detailView(detailOf({ way: { ...WAY, status: undefined } }), 'reader'));
    expect(text).toContain('STEP ');
    expect(text).not.toContain('answered:');
  });

  it('of which others were waited for says whose the time was', () => {
    const way = { ...WAY, steps: 'r1v2c3t4a5s6e7o8' };
    const text = deliveryText(detailView(detailOf({ way }), 'reader'));
    expect(text.match(/ms {2,}(?:the|other) .*/g)?.map((end) => end.replace(/^ms +/, ''))).toEqual([
      'the source',
      ...Array<string>(3).fill('the gateway'),
      'the receiver',
      ...Array<string>(2).fill('the gateway'),
      'other destinations',
    ]);
  });
});
