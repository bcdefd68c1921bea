/** What the soak runs: routes of every mode, between schemes that differ, and windows that go by while it runs. */
import { secretFor } from '../../test/helpers/secrets.js';

export interface SoakRoute {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly mode: 'direct' | 'queued' | 'spill';
}

export const ROUTES: readonly SoakRoute[] = [
  { name: 'leads', from: 'actuallycare', to: 'svix', mode: 'direct' },
  { name: 'issues', from: 'github', to: 'standard', mode: 'direct' },
  { name: 'orders', from: 'svix', to: 'standard', mode: 'queued' },
  { name: 'pushes', from: 'github', to: 'svix', mode: 'queued' },
  { name: 'visits', from: 'actuallycare', to: 'standard', mode: 'spill' },
  { name: 'invoices', from: 'svix', to: 'svix', mode: 'spill' },
];

export const PREFIX = 'soak';
/** How long a delivery is remembered and listed; also after the load, until its keys are gone. */
export const WINDOW_MS = 120_000;
/** From receipt; the names of a body that nobody signed are remembered for as long, and the window. */
export const MAX_AGE_MS = 480_000;
/** About five minutes: longer than a receiver is ever dead, and the breaker open. */
const SCHEDULE = ['1s', '2s', '5s', '10s', '20s', '30s', '1m', '1m', '1m', '1m'];

export interface SettingsOptions {
  readonly ports: { readonly public: number; readonly admin: number };
  readonly redisUrl: string;
  readonly receiverUrl: string;
  /** Each reload brings another one, so that workers are replaced, and a route comes and goes. */
  readonly version: number;
}

/** A configuration's text; JSON is YAML. */
export function settings({ ports, redisUrl, receiverUrl, version }: SettingsOptions): string {
  const guest: SoakRoute = { name: 'guest', from: 'github', to: 'svix', mode: 'queued' };
  const routes = version % 2 === 0 ? ROUTES : [...ROUTES, guest];
  return JSON.stringify({
    server: {
      ...{ host: '127.0.0.1', port: ports.public, drainDelay: '300ms', drainTimeout: '30s' },
      // Who comes is told by a header, so that strangers and sources are not one client.
      trustedProxies: ['127.0.0.1'],
    },
    admin: { host: '127.0.0.1', port: ports.admin },
    log: { level: 'error' },
    store: { url: redisUrl, prefix: PREFIX },
    routes: routes.map((route) => routeSettings(route, receiverUrl, version)),
  });
}

function routeSettings({ name, from, to, mode }: SoakRoute, receiverUrl: string, version: number): object {
  const window = `${WINDOW_MS / 1_000}s`;
  const queued = {
    ...{ mode, schedule: SCHEDULE, maxAge: `${MAX_AGE_MS / 1_000}s`, keepBodies: '1m', keepDead: window },
    concurrency: 8 + (version % 3) * 4,
    ...(version % 4 < 2 && { rate: '500/s' }),
  };
  return {
    name,
    path: `/${name}`,
    source: { scheme: from, secrets: [secretFor(from)] },
    destination: {
      ...{ url: `${receiverUrl}/${name}`, scheme: to, secrets: [secretFor(to, 'r')] },
      verdicts: { final: [422] },
    },
    dedupe: { window },
    refused: { maxAge: window },
    delivery: mode === 'direct' ? { mode } : queued,
    deliveries: { maxAge: window },
  };
}
