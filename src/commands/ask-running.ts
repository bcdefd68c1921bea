/** What `check --online` asks a gateway that runs: whether a proxy stands in front of it that nobody named. */
import type { Fault } from '../checks/fault.js';
import type { GatewayConfig } from '../config/config.js';
import { CATALOGUE } from '../observe/catalogue.js';
import { adminUrl } from './admin-url.js';
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
  const url = adminUrl(undefined, { env: { ...env, ADMIN_PORT: String(admin.port) } });
  return FOUND.test(await metricsOf(url)) ? [UNNAMED] : [];
}

const UNNAMED: Fault = {
  path: 'server.trustedProxies',
  message:
    'the running gateway hears nearly all genuine deliveries from one private address: if a proxy stands there, name it, or all its clients are one (docs/open-internet.md)',
};

/** @returns empty without a gateway */
async function metricsOf(url: URL): Promise<string> {
  try {
    const answer = await fetch(new URL('/metrics', url), {
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return await answer.text();
  } catch {
    return '';
  }
}
