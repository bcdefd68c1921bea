/** A receiver that is named on the command line: by its URL, or by a socket of this machine. */
import { meansSocket, receiverPlace, whyNoSocket, type ReceiverPlace } from '../model/receiver-place.js';
import { UsageError } from './io.js';
import { asUrl } from '../model/as-url.js';

/**
 * @param otherwise what is said if it is no URL at all
 * @throws UsageError if it leads nowhere
 */
export function receiverAt(url: string | undefined, otherwise: string): ReceiverPlace {
  const problem = url !== undefined && meansSocket(url) ? whyNoSocket(url) : undefined;
  if (problem !== undefined) throw new UsageError(problem);
  const place = receiverPlace(url ?? '');
  if (!/^https?:$/.test(asUrl(place.url)?.protocol ?? '')) throw new UsageError(otherwise);
  return place;
}
