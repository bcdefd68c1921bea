/** Who may ask the API, as the configuration has it. */
import { createClientAddress } from '../http/client-address.js';
import type { Access, ApiToken } from '../http/api/principal.js';
import type { AdminConfig, GatewayConfig } from '../config/config.js';
import { ADMIN } from '../config/resolve/resolve-admin.js';
import { createAddressMatcher } from '../model/addresses.js';

/** Made once for each configuration: the lists of addresses are not built at each request. */
export function createAccess(config: () => GatewayConfig): () => Access {
  let made: { readonly of: GatewayConfig; readonly access: Access } | undefined;
  return () => {
    const now = config();
    if (made?.of !== now) made = { of: now, access: accessOf(now) };
    return made.access;
  };
}

function accessOf({ admin, server }: GatewayConfig): Access {
  return {
    tokens: tokensOf(admin),
    actorHeader: admin.actorHeader,
    isTrusted: createAddressMatcher(server.trustedProxies),
    clientAddress: createClientAddress(server.trustedProxies),
  };
}

function tokensOf({ token, tokens }: AdminConfig): readonly ApiToken[] {
  return [...(token ? [{ name: ADMIN, value: token.value, role: 'operator' } as const] : []), ...tokens];
}
