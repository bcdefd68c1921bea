/** Signatures of several schemes on one request: each writes headers of its own, and all sign what is sent. */
import { appendQuery, type Signer } from './sign.js';

/**
 * @param first may add to the URL's query; the others sign the URL as it is called then
 * @param url the one that `first` was made for
 */
export function signAll(first: Signer, others: readonly Signer[], url: string): Signer {
  if (others.length === 0) return first;
  return function sign(message, at, headers, called = url) {
    const query = first(message, at, headers, called);
    const whole = query === undefined ? called : appendQuery(called, query);
    for (const other of others) other(message, at, headers, whole);
    return query;
  };
}
