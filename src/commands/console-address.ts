/**
 * Where a browser on this machine finds the console, and the token that a run makes for it. The token stands behind the
 * `#`, which browsers send to nobody.
 */
import { randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';

/** The admin port as it is bound. */
export interface AdminPlace {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/** A token that nobody guesses, for one run. */
export function tokenOfRun(): string {
  return randomBytes(32).toString('hex');
}

/** As this machine reaches the port. */
export function adminOrigin({ host, port, tls }: AdminPlace): string {
  return `${tls ? 'https' : 'http'}://${reachable(host)}:${port}`;
}

/** The one line that tells a person of the console. @param origin the admin port's */
export function consoleLine(origin: string, token: string): string {
  return `console: ${origin}/#token=${token}\n`;
}

/** A port that is open on every address is open on this one too. */
function reachable(host: string): string {
  const { hostname } = new URL(`http://${isIPv6(host) ? `[${host}]` : host}`);
  return hostname === '0.0.0.0' || hostname === '[::]' ? '127.0.0.1' : hostname;
}
