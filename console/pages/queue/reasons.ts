/** Why a message is a dead letter, in words. */
import type { Reason } from './choice.js';

/** Complete by the compiler: the API's document lists them. */
const SAYS: Readonly<Record<Reason, string>> = {
  exhausted: 'the schedule’s last attempt failed',
  final: 'the receiver refused it for good',
  expired: 'it was older than delivery.maxAge',
  poison: 'its attempts ended their worker too often',
  lost: 'the store does not have its body any more',
  untranslatable: 'it cannot be signed for this receiver',
  removed: 'its destination is not configured any more',
};

export const REASONS = Object.keys(SAYS) as readonly Reason[];

/** @param reason of a later gateway too, whose words this page does not know */
export function reasonSays(reason: string): string | undefined {
  const known: Readonly<Record<string, string>> = SAYS;
  return Object.hasOwn(known, reason) ? known[reason] : undefined;
}
