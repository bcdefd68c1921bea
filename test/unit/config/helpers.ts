import { parse } from 'yaml';
import type { GatewayConfig, Loaded } from '../../../src/config/config.js';
import { loadGatewayConfig } from '../../../src/config/load.js';

export const SECRET = 'canary-0123456789-abcdefghij';
export const WHSEC = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** Variables that the usual route refers to. */
export const ENV = { SOURCE: SECRET, DESTINATION: WHSEC };

/** A configuration in order, as data to change in a test. */
export function usual(): Record<string, unknown> & { routes: [Route] } {
  return parse(`
store: { url: 'redis://localhost:6379' }
routes:
  - name: leads
    path: /webhooks/leads
    source: { scheme: actuallycare, secrets: [{ env: SOURCE }] }
    destination: { url: 'http://127.0.0.1:3000/hook', scheme: svix, secrets: [{ env: DESTINATION }] }
`) as ReturnType<typeof usual>;
}

export type Route = Record<string, unknown> & {
  source: Record<string, unknown>;
  destination: Record<string, unknown>;
};

/** Loads text or data as a file, with further files beside it. */
export function load(
  content: unknown,
  env: Record<string, string | undefined> = ENV,
  files: Record<string, string | Buffer> = {},
): Loaded {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return loadGatewayConfig({
    file: '/conf/gateway.yaml',
    env,
    readFile: (path) => {
      const found = path === '/conf/gateway.yaml' ? text : files[path];
      if (found === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return Buffer.from(found);
    },
  });
}

/** Loads the usual configuration after a change. */
export function changed(
  change: (config: ReturnType<typeof usual>, route: Route) => void,
  env: Record<string, string | undefined> = ENV,
  files: Record<string, string | Buffer> = {},
): Loaded {
  const config = usual();
  change(config, config.routes[0]);
  return load(config, env, files);
}

export function withoutFile(env: Record<string, string | undefined>): Loaded {
  return loadGatewayConfig({
    file: undefined,
    env,
    exists: () => false,
    readFile: () => {
      throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    },
  });
}

/** The configuration, which must be in order. */
export function good(loaded: Loaded): GatewayConfig {
  if (!loaded.ok) throw new Error(`unexpected faults:\n${faultLines(loaded).join('\n')}`);
  return loaded.config;
}

export function firstRoute(loaded: Loaded): GatewayConfig['routes'][number] {
  const [route] = good(loaded).routes;
  if (!route) throw new Error('no route');
  return route;
}

export function firstDestination(loaded: Loaded): GatewayConfig['routes'][number]['destinations'][number] {
  return firstRoute(loaded).destinations[0];
}

/** `path: message` of each fault; empty where there is none. */
export function faultLines(loaded: Loaded): string[] {
  return loaded.ok ? [] : loaded.faults.map(({ path, message }) => `${path}: ${message}`);
}

export function warningLines(loaded: Loaded): string[] {
  return loaded.warnings.map(({ path, message }) => `${path}: ${message}`);
}
