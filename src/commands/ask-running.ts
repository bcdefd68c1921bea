/** What `check --online` asks a gateway that runs: whether a proxy stands in front of it that nobody named. */
import type { Fault } from '../checks/fault.js';
import type { GatewayConfig } from '../config/config.js';
import { CATALOGUE } from '../observe/catalogue.js';
import { adminTls } from './admin-tls.js';
import { adminUrl, isAddressed } from './admin-url.js';
import { askOnce } from './ask-once.js';
import type { Io } from './io.js';

/** For the whole answer: a gateway that runs gives it at once, and one that does not is no fault. */
const TIMEOUT_MS = 1_000;
const FOUND = new RegExp(`^${CATALOGUE.unnamedProxy.name} 1$`, 'm');

/**
 * @returns warnings; none if no gateway answers, or if the configuration names proxies already
 * @throws UsageError for GATEWAY_ADMIN_URL
 */
export async function askRunning(
  { server, admin }: GatewayConfig,
  { env }: Pick<Io, 'env'>,
): Promise<readonly Fault[]> {
  if (server.trustedProxies.length > 0) return [];
  // Nobody hears a secret, so it does not matter whose certificate this machine's port shows.
  const own = isAddressed(undefined, { env }) || !admin.tls ? {} : { rejectUnauthorized: false as const };
  const base = adminUrl(undefined, { env: { ...addressOf(admin), ...env, ADMIN_PORT: String(admin.port) } });
  const { text } = await askOnce(new URL('/metrics', base), { ...adminTls({ env }), ...own }, TIMEOUT_MS);
  return FOUND.test(text) ? [UNNAMED] : [];
}

function addressOf({ port, tls }: GatewayConfig['admin']): Io['env'] {
  return tls ? { GATEWAY_ADMIN_URL: `https://127.0.0.1:${port}` } : {};
}

const UNNAMED: Fault = {
  path: 'server.trustedProxies',
  message:
    'the running gateway hears nearly all genuine deliveries from one private address: if a proxy stands there, name it, or all its clients are one (docs/open-internet.md)',
};
