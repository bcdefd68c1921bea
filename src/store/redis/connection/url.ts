/** A Redis URL as an address. The URL holds a password: no message made here repeats any part of it. */
import { readRedisUrl, type RedisAddress } from '../../../config/resolve/store-url.js';

export type { RedisAddress } from '../../../config/resolve/store-url.js';

/** @throws TypeError naming what is wanted, without the URL. */
export function parseRedisUrl(text: string): RedisAddress {
  const { address, problem } = readRedisUrl(text);
  if (address === undefined) throw new TypeError(`the store URL cannot be used: ${problem}`);
  return address;
}

/** @returns hosts, ports, name and database, for logs: never a user or a password. */
export function addressText({ kind, nodes, name, db, tls }: RedisAddress): string {
  const hosts = nodes.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`);
  const scheme = `${tls ? 'rediss' : 'redis'}${kind === 'single' ? '' : `+${kind}`}`;
  const place = kind === 'cluster' ? '' : `/${kind === 'sentinel' ? `${name ?? ''}/` : ''}${db}`;
  return `${scheme}://${hosts.join(',')}${place}`;
}

/** What must not show in any message. */
export function secretsOf({ password, sentinelPassword }: RedisAddress): readonly string[] {
  return [password, sentinelPassword].filter((secret) => secret !== undefined);
}
