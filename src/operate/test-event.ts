import { randomBytes } from 'node:crypto';
import { logged, type AttemptResult, type Deliver } from '../line/attempt/attempt.js';
import type { LoggedAttempt } from '../model/log-entry.js';
import type { EpochClock } from '../model/time.js';

/** A test event is signed and sent like any other, once. Nothing remembers it, and each one has an id of its own. */
export async function sendTest(
  { deliver }: { readonly deliver: Deliver },
  clock: EpochClock,
): Promise<{ readonly id: string; readonly result: AttemptResult; readonly attempt: LoggedAttempt }> {
  const id = `msg_test_${randomBytes(12).toString('hex')}`;
  const event = 'webhook.test';
  const timestamp = new Date(clock()).toISOString();
  // Under the names most formats know an event by.
  const body = Buffer.from(JSON.stringify({ id, type: event, event, timestamp, data: { test: true } }));
  const { ended } = deliver(
    { id, event, sourceId: undefined, body, contentType: 'application/json', headers: [] },
    1,
  );
  const result = await ended;
  return { id, result, attempt: logged(result, clock()) };
}
