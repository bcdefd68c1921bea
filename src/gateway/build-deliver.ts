/** One attempt at a route's destination, with its live parts: keys, connections, verdicts and constant headers. */
import type { RouteConfig } from '../config/config.js';
import { createDeliver, type Deliver } from '../line/attempt/attempt.js';
import type { Forwarder, ForwardOptions } from '../line/attempt/forward.js';
import { readKey } from '../schemes/engine/keys.js';
import { createSigner, type Signer } from '../schemes/engine/sign.js';
import { createRefusesUs, destinationReader } from '../policy/verdict.js';
import type { EpochClock, MonotonicClock } from '../model/time.js';
import { tracedDeliver } from './traced.js';
import type { Traces } from '../observe/traces/open-traces.js';

export interface DeliverShared {
  readonly version: string;
  /** Monotonic milliseconds. */
  readonly now: MonotonicClock;
  /** Epoch milliseconds. */
  readonly clock: EpochClock;
  /** Connections outlive a reload that leaves the receiver as it is. */
  readonly forwarderFor: (options: ForwardOptions) => Forwarder;
  /** Undefined if nobody asked for them. */
  readonly traces: Traces | undefined;
}

export function buildDeliver(config: RouteConfig, shared: DeliverShared): Deliver {
  const { scheme, secrets, url } = config.destination;
  const keys = secrets.map((secret) => readKey(scheme, secret.value));
  return deliverSigned(createSigner(scheme, keys, url), config, shared);
}

/** For what does not verify: nothing that the destination's scheme writes. */
export function buildUnsignedDeliver(config: RouteConfig, shared: DeliverShared): Deliver {
  return deliverSigned(() => undefined, config, shared);
}

function deliverSigned(sign: Signer, config: RouteConfig, shared: DeliverShared): Deliver {
  const { destination } = config;
  const { scheme } = destination;
  const untraced = createDeliver(
    {
      name: destination.name,
      sign,
      forward: shared.forwarderFor(destination).forward,
      readStatus: destinationReader(scheme.statuses, destination.verdicts),
      refusesUs: createRefusesUs(destination.verdicts),
      headers: constantHeaders(config, shared.version),
    },
    shared.clock,
    shared.now,
  );
  return tracedDeliver(shared.traces, untraced, config);
}

function constantHeaders({ name, source, destination }: RouteConfig, version: string): readonly string[] {
  const headers = ['User-Agent', `standard-webhooks-gateway/${version}`];
  headers.push('Webhook-Gateway-Route', name, 'Webhook-Gateway-Source', source.schemeName);
  for (const [header, value] of Object.entries(destination.headers)) {
    headers.push(header, typeof value === 'string' ? value : value.value);
  }
  return headers;
}
