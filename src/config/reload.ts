import type { GatewayConfig } from './config.js';
import type { Fault } from '../checks/fault.js';

/** What is bound, connected or forked at start, and so cannot change while the process lives. */
const FIXED: readonly (readonly [key: string, read: (config: GatewayConfig) => string | number | boolean])[] =
  [
    ['server.host', (config) => config.server.host],
    ['server.port', (config) => config.server.port],
    ['server.http', (config) => config.server.http],
    ['server.tls', (config) => config.server.tls !== undefined],
    ['server.tls.clientCa', (config) => config.server.tls?.clientCa !== undefined],
    ['admin.host', (config) => config.admin.host],
    ['admin.port', (config) => config.admin.port],
    ['admin.tls', (config) => config.admin.tls !== undefined],
    ['admin.tls.clientCa', (config) => config.admin.tls?.clientCa !== undefined],
    ['store.url', (config) => config.store.url],
    ['store.prefix', (config) => config.store.prefix],
    ['store.durability', (config) => config.store.durability],
    ['store.replicas', (config) => config.store.replicas],
  ];

/** Why a checked configuration cannot take over from the running one; empty where it can. */
export function reloadFaults(old: GatewayConfig, next: GatewayConfig): readonly Fault[] {
  return FIXED.filter(([, read]) => read(old) !== read(next)).map(([path]) => ({
    path,
    message: 'cannot change while the gateway runs; restart it for that',
  }));
}
