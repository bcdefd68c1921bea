/** A delivery that was refused goes through the line as one that has just come; nobody waits for its answer. */
import type { Ingest } from '../line/ingest.js';
import { Outcome } from '../model/outcome.js';
import { answered, type Reporter } from '../model/trail.js';
import type { TakeDelivery } from '../operate/refused/verify-work.js';

/** @param inFlight of all routes: an end of the process waits for what is in flight */
export function createTake(
  ingest: Ingest,
  reporter: Pick<Reporter, 'delivery' | 'fault'>,
  inFlight: { count: number },
): TakeDelivery {
  return async function take(route, delivery, trail) {
    inFlight.count++;
    route.inFlight.count++;
    try {
      trail.outcome = await ingest(route, delivery, trail);
    } catch (error) {
      reporter.fault(error);
      trail.outcome = new Outcome('overloaded', { reason: 'internal' });
    } finally {
      inFlight.count--;
      route.inFlight.count--;
    }
    answered(trail, undefined);
    reporter.delivery(trail);
    return trail.outcome;
  };
}
