/** What proves to a command whom it speaks to in https, and what it shows of itself: files that variables name. */
import { UsageError, type Io } from './io.js';
import { readFile } from './signing.js';

/** PEM, for node:https. */
export interface AdminTls {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** @throws UsageError for a file that cannot be read, or a certificate without its key */
export function adminTls({ env }: Pick<Io, 'env'>): AdminTls {
  const ca = fileIn(env, 'GATEWAY_ADMIN_CA');
  const cert = fileIn(env, 'GATEWAY_ADMIN_CERT');
  const key = fileIn(env, 'GATEWAY_ADMIN_KEY');
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError('GATEWAY_ADMIN_CERT and GATEWAY_ADMIN_KEY belong together');
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

function fileIn(env: Io['env'], name: string): Buffer | undefined {
  const path = env[name] ?? '';
  return path === '' ? undefined : readFile(path);
}
