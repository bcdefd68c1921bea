/** Step: the verified delivery becomes the unsigned message for the receiver. */
import type { Message } from '../delivery.js';
import { Outcome } from '../outcome.js';
import type { DeliveryRecord } from '../record.js';
import type { Route } from '../route.js';
import { informationHeader } from '../schemes/headers.js';
import { readEvent } from '../schemes/read.js';
import type { Verified } from '../schemes/verify.js';

export function translate(
  route: Route,
  verified: Verified,
  id: string,
  record: DeliveryRecord,
): Message | Outcome {
  const { rawHeaders } = verified.delivery;
  const body = route.translate(verified, id, readEvent(route.source.scheme, verified));
  if (body instanceof Outcome) return body;
  return {
    id,
    event: record.event,
    sourceId: record.sourceId,
    body,
    contentType: informationHeader(rawHeaders, 'content-type'),
    headers: route.forwarded(rawHeaders),
  };
}
