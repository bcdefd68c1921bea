/** A log that keeps no bodies is counted, as what cannot be sent. */
import { expect, test } from 'vitest';
import { createReplayWork } from '../../../../src/operate/jobs/replay-work.js';
import type { JobFilter } from '../../../../src/operate/jobs/work.js';
import { entryOf } from '../../../helpers/messages.js';

const LOG = [
  entryOf({ id: 'msg_1', outcome: 'accepted' }),
  entryOf({ id: 'msg_2', outcome: 'failed', event: 'lead.updated' }),
  entryOf({ id: 'msg_3', outcome: 'timeout' }),
];

const work = createReplayWork({
  lanes: () => ['a', 'b'],
  messages: undefined,
  queues: () => undefined,
  unkept: (route) => (route === 'a' ? LOG : []),
});

test.each<[JobFilter, number | undefined]>([
  [{}, 2],
  [{ route: 'a' }, 2],
  [{ route: 'b' }, undefined],
  [{ outcome: 'accepted' }, 1],
  [{ event: 'lead.updated' }, 1],
  [{ ids: ['msg_1', 'msg_3'] }, 2],
])('%j', async (filter, count) => {
  expect((await work.count(filter)).get('body_not_kept')).toBe(count);
  for await (const item of work.items(filter, undefined)) expect(item).toBeUndefined();
});
