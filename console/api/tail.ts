/** Deliveries as they end, over one request that goes on: with the token in its header, which EventSource cannot send. */
import { createParser } from 'eventsource-parser';
import { ApiProblem, isAbort } from './client.js';
import { heard, missed } from './connection.js';
import { token, tokenRefused } from './session.js';
import type { TailListener } from './tail-listener.js';
import type { Delivery, Scope } from './types.js';

const AGAIN_MS = 2_000;

/**
 * Comes again by itself where the gateway goes away or ends it.
 * @param query filters, as the API has them
 * @returns what ends it
 */
export function follow(query: string, listener: TailListener): () => void {
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = (): void => {
    once(query, listener, stop.signal)
      .catch((error: unknown) => {
        if (isAbort(error)) return false;
        if (error instanceof ApiProblem && !isAway(error)) {
          listener.refused(error);
          return isAskedAgain(error);
        }
        missed();
        listener.ended();
        return true;
      })
      .then((comesAgain) => {
        if (comesAgain && !stop.signal.aborted) timer = setTimeout(run, AGAIN_MS);
      }, reportError);
  };
  run();
  return () => {
    stop.abort();
    clearTimeout(timer);
  };
}

/** @returns when it ended by itself; true: it is worth another try. @throws ApiProblem and whatever fetch does (rejects) */
async function once(query: string, listener: TailListener, signal: AbortSignal): Promise<boolean> {
  const headers = { Authorization: `Bearer ${token.value ?? ''}`, Accept: 'text/event-stream' };
  const response = await fetch(`./api/tail${query === '' ? '' : `?${query}`}`, { headers, signal });
  if (!response.ok || !response.body) {
    if (response.status === 401) tokenRefused();
    throw new ApiProblem(response.status, await response.json().catch(() => ({})));
  }
  heard();
  const parser = createParser({
    onEvent: ({ event, data }) => {
      tell(event, data, listener);
    },
  });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      listener.ended();
      return true;
    }
    parser.feed(value);
  }
}

/** Whether what was refused may be granted later. */
export function isAskedAgain({ status }: ApiProblem): boolean {
  return status >= 500 || status === 429;
}

/** What stands in front of a gateway that is away may answer in its place. */
function isAway({ status }: ApiProblem): boolean {
  return status === 502 || status === 504;
}

function tell(event: string | undefined, data: string, listener: TailListener): void {
  if (event === 'start') listener.started((JSON.parse(data) as { scope: Scope }).scope);
  else if (event === 'delivery' || event === 'attempt') listener.delivery(JSON.parse(data) as Delivery);
  else if (event === 'gap') listener.gap((JSON.parse(data) as { missed: number }).missed);
}
