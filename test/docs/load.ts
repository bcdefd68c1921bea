/** Configurations as pages show them, loaded with every variable they name. */
import type { GatewayConfig } from '../../src/config/config.js';
import { loadGatewayConfig } from '../../src/config/load.js';

export const TEXT_SECRET = 'a-text-secret-of-36-characters-long.';
export const STANDARD_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/**
 * Values for a page's variables, by what their names say: receivers and careCycle have `whsec_` secrets. The store is in
 * memory, but for routes that queue.
 */
export function variablesOf(yaml: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [, inBraces, inSecret] of yaml.matchAll(/\$\{(\w+)|env: (\w+)/g)) {
    const name = inBraces ?? inSecret ?? '';
    if (name === 'REDIS_URL') env[name] = needsRedis(yaml) ? 'redis://127.0.0.1:6379' : 'memory:';
    else if (/PORT$/.test(name)) env[name] = '0';
    // No two tokens of the API are the same.
    else if (/^(?!GATEWAY_ADMIN|TWILIO_AUTH).*_TOKEN$/.test(name)) env[name] = `${TEXT_SECRET}${name}`;
    else
      env[name] = /^(?:RECEIVER|CARECYCLE|BILLING|SALES|CRM_RECEIVER)/.test(name)
        ? STANDARD_SECRET
        : TEXT_SECRET;
  }
  return env;
}

/** Memory cannot do what such a configuration asks for; nothing connects to what is only loaded. */
function needsRedis(yaml: string): boolean {
  return /mode: (?:queued|spill)|durability:|replicas:/.test(yaml);
}

/** @throws Error with all faults. */
export function load(yaml: string, env: Readonly<Record<string, string>> = variablesOf(yaml)): GatewayConfig {
  const loaded = loadGatewayConfig({ file: 'page.yaml', env, readFile: () => Buffer.from(yaml) });
  if (loaded.ok) return loaded.config;
  throw new Error(loaded.faults.map(({ path, message }) => `${path}: ${message}`).join('\n'));
}
