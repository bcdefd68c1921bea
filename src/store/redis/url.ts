/** A Redis URL as connection options. The URL holds a password: no message made here repeats any part of it. */
import { isIP } from 'node:net';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: { readonly servername?: string };
}

const DEFAULT_PORT = 6379;

/** @throws TypeError naming the form that is wanted, without the URL and without a cause (Node's own holds it whole). */
export function parseRedisUrl(text: string): RedisAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'redis:' && url.protocol !== 'rediss:') || url.hostname === '') {
    throw new TypeError('the store URL must have the form redis[s]://[user:password@]host[:port][/database]');
  }
  const database = /^\/?(\d{0,5})$/.exec(url.pathname);
  if (database === null) {
    throw new TypeError("the store URL's path must be a database number, such as redis://host:6379/0");
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return {
    host,
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    db: Number(database[1] ?? ''),
    // A name alone is no login: Redis takes users by password only.
    ...(url.username !== '' && url.password !== '' && { username: decoded(url.username) }),
    ...(url.password !== '' && { password: decoded(url.password) }),
    ...(url.protocol === 'rediss:' && { tls: isIP(host) === 0 ? { servername: host } : {} }),
  };
}

/** @returns host, port and database, for logs: never the user or the password. */
export function addressText(address: RedisAddress): string {
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${address.tls ? 'rediss' : 'redis'}://${host}:${address.port}/${address.db}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new TypeError(
      'the user or password in the store URL is not percent-encoded correctly (write % as %25)',
    );
  }
}
