/** Traces, where the configuration asks for them: only then their packages are loaded. */
import type { GatewayConfig, Leg } from '../config/config.js';
import { redactDestinationUrl } from '../config/resolve/shown-url.js';
import { createPeerCheck } from '../http/client-address.js';
import type { BeginTrace } from '../http/public.js';
import type { Deliver } from '../line/attempt/attempt.js';
import type { Queue } from '../line/hand-over/durable-queue.js';
import { sentTrace } from '../line/passed-headers.js';
import type { Traces, TracesParts } from '../observe/traces/open-traces.js';
import type { Log } from '../observe/log.js';

/** @returns undefined where nothing asks for them */
export async function openTraces(
  { traces }: GatewayConfig,
  parts: Omit<TracesParts, 'protocol'> & { readonly log: Log },
): Promise<Traces | undefined> {
  if (!traces) return undefined;
  const { openTraces: open } = await import('../observe/traces/open-traces.js');
  const { protocol, collector } = traces;
  parts.log.info(`traces go to ${collector} (${protocol})`);
  return open({ ...parts, protocol });
}

/** @param config the one in force */
export function beginTrace(traces: Traces, config: () => GatewayConfig): BeginTrace {
  let { trustedProxies } = config().server;
  let isTrusted = createPeerCheck(trustedProxies);
  return function begin(request, path) {
    const { server } = config();
    if (server.trustedProxies !== trustedProxies) {
      ({ trustedProxies } = server);
      isTrusted = createPeerCheck(trustedProxies);
    }
    const { method = '', rawHeaders } = request;
    const sent = sentTrace(rawHeaders);
    return traces.begin({
      method,
      path: path && shownPath(path),
      sent,
      trusted: sent !== undefined && isTrusted(request),
    });
  };
}

export function tracedDeliver(
  traces: Traces | undefined,
  deliver: Deliver,
  { name, destination }: Leg,
): Deliver {
  if (!traces) return deliver;
  const shownUrl = redactDestinationUrl(destination.url);
  return traces.deliver(deliver, { route: name, destination: destination.name, shownUrl });
}

export function tracedQueue(traces: Traces | undefined, queue: Queue, route: string): Queue {
  return traces ? traces.queue(queue, route) : queue;
}

/** A path may hold a token as a receiver's URL may. */
function shownPath(path: string): string {
  return redactDestinationUrl(`http://gateway${path}`).slice('http://gateway'.length);
}
