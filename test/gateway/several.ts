/** What the tests of several destinations share: a route `a` with two receivers, `crm` and `mail`, on the shared Redis. */
import { onTestFinished } from 'vitest';
import { secretFor } from '../helpers/sign.js';
import { startUpstream, type Reply, type Upstream } from '../helpers/upstream.js';
import type { TestGateway } from '../helpers/gateway.js';
import type { Answer } from '../helpers/gateway.js';
import { queuePair, type LoggedEntry, type QueuePair } from './queue.js';
import { deliver, route, type Members } from './setup.js';

export interface SeveralOptions {
  readonly mode?: 'direct' | 'queued' | 'spill';
  /** Further members of the route's `delivery`. */
  readonly delivery?: Members;
  readonly crm?: Members;
  readonly mail?: Members;
  /** What each answers, by name; default 200. */
  readonly replies?: Readonly<Record<string, Reply>>;
  /** Further members of the route. */
  readonly more?: Members;
}

export interface Several {
  readonly pair: QueuePair;
  readonly crm: Upstream;
  readonly mail: Upstream;
}

/** The schedule of what is stored, where a test waits for it. */
export const SOON = ['50ms', '50ms', '50ms'] as const;

export function destinationOf(name: string, url: string, more: Members = {}): Members {
  const scheme = name === 'crm' ? 'svix' : 'standard';
  return { name, url, scheme, secrets: [secretFor(scheme)], ...more };
}

/** A route with these destinations in place of its only one. */
export function routeTo(
  destinations: readonly Members[],
  { mode = 'direct', delivery, more }: SeveralOptions = {},
): Members {
  const one = Object.fromEntries(Object.entries(route('')).filter(([key]) => key !== 'destination'));
  const schedule = mode === 'direct' ? {} : { schedule: SOON };
  return { ...one, destinations, delivery: { mode, ...schedule, ...delivery }, ...more };
}

/** A gateway before two receivers; stopped with the test. */
export async function several(options: SeveralOptions = {}): Promise<Several> {
  const { replies = {} } = options;
  const mail = await startUpstream(replies['mail'] ?? 200);
  onTestFinished(() => mail.close());
  const pair = await queuePair({
    reply: replies['crm'] ?? 200,
    routes: (url) => [
      routeTo(
        [destinationOf('crm', url, options.crm), destinationOf('mail', mail.url, options.mail)],
        options,
      ),
    ],
  });
  return { pair, crm: pair.up, mail };
}

/** What the source hears: the outcome, and whose verdict it was. */
export async function hears(gw: TestGateway, body: string): Promise<string> {
  return heard(await deliver(gw, { body }));
}

export function heard({ outcome, headers }: Answer): string {
  const by = headers['webhook-gateway-destination'];
  return by === undefined ? String(outcome) : `${String(outcome)} by ${String(by)}`;
}

/** How often each receiver was asked. */
export function asked({ crm, mail }: Several): [crm: number, mail: number] {
  return [crm.received.length, mail.received.length];
}

/** The one of a destination as the log has it. */
export async function entryAt(
  { pair }: Several,
  id: string | undefined,
  destination: string,
): Promise<LoggedEntry> {
  const query = `?destination=${destination}`;
  return (await pair.api(`/deliveries/${encodeURIComponent(id ?? '')}${query}`))
    .body as unknown as LoggedEntry;
}
