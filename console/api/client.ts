/** Requests to the API, typed by its own document. */
import createClient from 'openapi-fetch';
import { heard, missed } from './connection.js';
import type { paths } from './openapi.js';
import { ApiProblem, GatewayAway } from './problem.js';
import { token, tokenRefused } from './session.js';

export { ApiProblem, GatewayAway };

export const api = createClient<paths>({ baseUrl: './api' });

api.use({
  onRequest({ request }) {
    if (token.value !== undefined) request.headers.set('Authorization', `Bearer ${token.value}`);
    return request;
  },
});

/** @throws ApiProblem, GatewayAway, or AbortError where the asker is not interested any more (rejects) */
export async function answered<T>(
  asking: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await asking.catch((cause: unknown) => {
    if (isAbort(cause)) throw cause;
    missed();
    throw new GatewayAway(cause);
  });
  // What stands in front of a gateway that is away may answer in its place.
  if (response.status === 502 || response.status === 504) {
    missed();
    throw new GatewayAway(response.status);
  }
  heard();
  if (response.ok) return data as T;
  if (response.status === 401 && token.value !== undefined) tokenRefused();
  throw new ApiProblem(response.status, error);
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
