import type { GatewayConfig } from '../config/config.js';
import { exchangeTls } from '../http/secure.js';
import type { Assembly } from './assemble.js';

/** Certificates as a configuration has them now, for connections to come. A port without TLS stays as it is. */
export function refreshTls(
  { publicServer, adminServer }: Pick<Assembly, 'publicServer' | 'adminServer'>,
  { server, admin }: Pick<GatewayConfig, 'server' | 'admin'>,
): void {
  exchangeTls(publicServer, server.tls);
  exchangeTls(adminServer, admin.tls);
}
