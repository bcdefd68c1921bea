/** `check --running`: what the file says beside what the running gateway has in force. */
import type { GatewayConfig } from '../config/config.js';
import { changesBetweenShown, type Change } from '../config/difference.js';
import { configHash } from '../config/hash.js';
import { redactConfig } from '../config/redact.js';
import { ApiClient } from './api-client.js';
import type { Io } from './io.js';

interface InForce {
  readonly config: Readonly<Record<string, unknown>>;
  readonly hash: string;
}

const HIDDEN: Change = { path: 'a secret, or another hidden value', from: null, to: 'changed' };

/**
 * @param url as `--url`; undefined: the port and the token of the configuration, on this machine, where no variable
 * says otherwise
 * @returns from what is in force to what the file says; empty if they are one
 * @throws CommandFailure if the gateway does not answer (rejects)
 */
export async function changesSinceRead(
  config: GatewayConfig,
  url: string | undefined,
  io: Pick<Io, 'env'>,
): Promise<readonly Change[]> {
  const client = new ApiClient(url, { env: { ...ofConfig(config, io.env), ...io.env } });
  const inForce = await client.get<InForce>(['config']);
  if (inForce.hash === (await configHash(config))) return [];
  // Through JSON, as the answer came: it has no undefined members.
  const own = JSON.parse(JSON.stringify(redactConfig(config))) as unknown;
  const changes = changesBetweenShown(inForce.config, own);
  return changes.length === 0 ? [HIDDEN] : changes;
}

/** Where variables say nothing of it. */
function ofConfig({ admin: { port, token, tls } }: GatewayConfig, env: Io['env']): Io['env'] {
  const given = [env['GATEWAY_ADMIN_TOKEN'], env['GATEWAY_ADMIN_TOKEN_FILE']].some(
    (text = '') => text !== '',
  );
  return {
    ADMIN_PORT: String(port),
    ...(tls && { GATEWAY_ADMIN_URL: `https://127.0.0.1:${port}` }),
    ...(token && !given && { GATEWAY_ADMIN_TOKEN: token.value }),
  };
}
