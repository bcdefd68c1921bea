/** One attempt at a route's destination, with its live parts: keys, connections, verdicts and constant headers. */
import type { DestinationConfig, Leg, Spoken } from '../config/config.js';
import { constantText } from '../config/header-template.js';
import { createDeliver, type Deliver } from '../line/attempt/attempt.js';
import type { Forwarder, ForwardOptions } from '../line/attempt/forward.js';
import { readKey } from '../schemes/engine/keys.js';
import { createSigner, type Signer } from '../schemes/engine/sign.js';
import { signatureHeaderNames } from '../schemes/engine/signatures.js';
import { signAll } from '../schemes/engine/sign-all.js';
import { createRefusesUs, destinationReader } from '../policy/verdict.js';
import { receiverPlace } from '../model/receiver-place.js';
import type { EpochClock, MonotonicClock } from '../model/time.js';
import { tracedDeliver } from './traced.js';
import type { Traces } from '../observe/traces/open-traces.js';

export interface DeliverParts {
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

export function buildDeliver(leg: Leg, shared: DeliverParts): Deliver {
  const { destination } = leg;
  return deliverSigned(signerFor(destination, receiverPlace(destination.url).url), leg, shared);
}

/** For what does not verify: nothing that the destination's scheme writes. */
export function buildUnsignedDeliver(leg: Leg, shared: DeliverParts): Deliver {
  return deliverSigned(() => undefined, leg, shared);
}

function deliverSigned(sign: Signer, leg: Leg, shared: DeliverParts): Deliver {
  const { destination } = leg;
  const { scheme } = destination;
  const { url } = receiverPlace(destination.url);
  const headers = constantHeaders(leg, shared.version);
  const untraced = createDeliver(
    {
      name: destination.name,
      url,
      sign,
      forward: shared.forwarderFor(destination).forwardWith(headers),
      readStatus: destinationReader(scheme.statuses, destination.verdicts),
      refusesUs: createRefusesUs(destination.verdicts),
      headers,
      hidden: hiddenHeaders(destination),
    },
    shared.clock,
    shared.now,
  );
  return tracedDeliver(shared.traces, untraced, leg);
}

/** @param url as the receiver sees it */
function signerFor(destination: DestinationConfig, url: string): Signer {
  const { alsoSign } = destination;
  return signAll(
    signerOf(destination, url),
    alsoSign.map((one) => signerOf(one, url)),
    url,
  );
}

function signerOf({ scheme, secrets }: Spoken, url: string): Signer {
  return createSigner(
    scheme,
    secrets.map((secret) => readKey(scheme, secret.value)),
    url,
  );
}

function constantHeaders({ name, source, destination }: Leg, version: string): readonly string[] {
  const headers = ['User-Agent', `standard-webhooks-gateway/${version}`];
  headers.push('Webhook-Gateway-Route', name, 'Webhook-Gateway-Source', source.schemeName);
  for (const [header, value] of Object.entries(destination.headers)) {
    // What is made of each delivery comes with its message.
    const text = typeof value === 'string' ? constantText(value) : value.value;
    if (text !== undefined) headers.push(header, text);
  }
  return headers;
}

/** Those that a receiver could echo to whoever reads its answers here. */
function hiddenHeaders({ scheme, alsoSign, headers }: DestinationConfig): ReadonlySet<string> {
  const secrets = Object.entries(headers).filter(([, value]) => typeof value !== 'string');
  const signatures = [scheme, ...alsoSign.map((one) => one.scheme)].flatMap((one) =>
    signatureHeaderNames(one.signature ?? {}),
  );
  return new Set(
    ['authorization', 'cookie', ...secrets.map(([name]) => name), ...signatures].map((name) =>
      name.toLowerCase(),
    ),
  );
}
