/** A queue that is traced does all that the queue does. */
import { trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import type { Queue } from '../../../src/line/hand-over/durable-queue.js';
import type { NewMessage } from '../../../src/line/hand-over/new-message.js';
import { Together, type Seat } from '../../../src/line/hand-over/together.js';
import { withStoreSpans } from '../../../src/observe/traces/store-spans.js';
import { messageOf } from '../../helpers/messages.js';

test('what is stored together with others stays together under traces', async () => {
  const seats: (Seat | undefined)[] = [];
  const queue = {
    put: (_message: NewMessage, seat?: Seat) => {
      seats.push(seat);
      return Promise.resolve(7);
    },
  } as Partial<Queue> as Queue;
  const parts = { tracer: trace.getTracer('test'), wall: () => 0, now: () => 0 };
  const traced = withStoreSpans(parts, queue, 'a');
  const seat = new Together().seat();
  const message = { message: messageOf() } as NewMessage;
  expect(await traced.put(message, seat)).toBe(7);
  expect(await traced.put(message)).toBe(7);
  expect(seats).toEqual([seat, undefined]);
});
