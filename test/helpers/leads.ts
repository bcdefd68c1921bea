/** The pair of schemes most tests use: ActuallyCare in, Svix out. Every delivery is another one unless asked for. */
import { randomBytes } from 'node:crypto';
import { secretFor, signHeaders } from './sign.js';

export const SOURCE_SECRET = secretFor('actuallycare');
export const RECEIVER_SECRET = secretFor('svix', 'r');
export const PATH = '/webhooks/leads';

export interface LeadsOptions {
  readonly receiver: string;
  /** Default `memory:`. */
  readonly redis?: string;
  readonly prefix?: string;
  /** Further members of `store`, such as `replicas: 1`. */
  readonly store?: string;
  /** Further lines of the route, such as `dedupe: { onStoreOutage: forward }`. */
  readonly route?: string;
  readonly deadline?: string;
  readonly timeout?: string;
}

export function leadsConfig(options: LeadsOptions): string {
  const {
    receiver,
    redis = 'memory:',
    prefix = 'whgw',
    store,
    route = '',
    deadline = '25s',
    timeout = '60s',
  } = options;
  return `store: { url: "${redis}", prefix: ${prefix}${store === undefined ? '' : `, ${store}`} }
routes:
  - name: leads
    path: ${PATH}
    source: { scheme: actuallycare, secrets: ["${SOURCE_SECRET}"], deadline: ${deadline} }
    destination: { url: "${receiver}", scheme: svix, secrets: ["${RECEIVER_SECRET}"], timeout: ${timeout} }
    ${route}
`;
}

export interface Lead {
  readonly body: Buffer;
  readonly headers: Record<string, string>;
}

/** A genuine delivery, new each time. */
export function lead(): Lead {
  return leadWith(0);
}

/** One whose body is about so many bytes longer than it need be. */
export function leadWith(bytes: number): Lead {
  const padding = bytes > 0 ? { note: 'x'.repeat(bytes) } : {};
  const body = Buffer.from(
    JSON.stringify({
      event: 'lead.created',
      timestamp: new Date().toISOString(),
      data: { id: randomBytes(9).toString('hex'), ...padding },
    }),
  );
  return { body, headers: signHeaders('actuallycare', SOURCE_SECRET, body) };
}

export function leads(count: number): Lead[] {
  return Array.from({ length: count }, lead);
}
