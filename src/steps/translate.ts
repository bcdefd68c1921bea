/** Step: the verified delivery becomes the unsigned message for the receiver. */
import type { Message } from '../delivery.js';
import { Outcome } from '../outcome.js';
import type { DeliveryRecord } from '../record.js';
import type { Route } from '../route.js';
import { informationHeader } from '../schemes/headers.js';
import type { Verified } from '../schemes/verify.js';

export function translate(
  route: Route,
  verified: Verified,
  id: string,
  record: DeliveryRecord,
): Message | Outcome {
  const body = route.translate(verified, id);
  return body instanceof Outcome ? body : messageOf(route, verified, id, record, body);
}

/** @param body the one for the receiver, or the one that came where it cannot be translated */
export function messageOf(
  route: Route,
  { delivery }: Verified,
  id: string,
  record: DeliveryRecord,
  body: Buffer,
): Message {
  const { rawHeaders } = delivery;
  return {
    id,
    event: record.event,
    sourceId: record.sourceId,
    body,
    contentType: informationHeader(rawHeaders, 'content-type'),
    headers: route.forwarded(rawHeaders),
  };
}
