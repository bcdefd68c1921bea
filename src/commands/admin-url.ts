/** Where a running gateway's admin port is: `--url`, `GATEWAY_ADMIN_URL`, or this machine. */
import type { Io } from './io.js';
import { UsageError } from './io.js';
import { asUrl } from '../model/as-url.js';

/** @throws UsageError */
export function adminUrl(given: string | undefined, { env }: Pick<Io, 'env'>): URL {
  const variable = env['GATEWAY_ADMIN_URL'];
  const text =
    given ??
    (variable === undefined || variable === '' ? `${schemeOf(env)}://127.0.0.1:${portOf(env)}` : variable);
  const origin = given === undefined ? 'GATEWAY_ADMIN_URL' : '--url';
  const url = asUrl(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new UsageError(`${origin} takes the admin port's address, such as http://127.0.0.1:9090`);
  if (url.username !== '' || url.password !== '')
    throw new UsageError(`${origin} takes no user and password; the token goes into GATEWAY_ADMIN_TOKEN`);
  return url;
}

/** Whether somebody said where the admin port is. */
export function isAddressed(given: string | undefined, { env }: Pick<Io, 'env'>): boolean {
  return given !== undefined || (env['GATEWAY_ADMIN_URL'] ?? '') !== '';
}

/** Who names an authority means a port in TLS. */
function schemeOf(env: Io['env']): string {
  return (env['GATEWAY_ADMIN_CA'] ?? '') === '' ? 'http' : 'https';
}

/** The values Kubernetes injects for a Service named `admin` are not ports. */
function portOf(env: Io['env']): string {
  const port = env['ADMIN_PORT'];
  return port !== undefined && /^\d+$/.test(port) ? port : '9090';
}
