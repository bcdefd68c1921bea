/** Who may ask the API: whom the configuration names, and the holder of the token that a run makes for its console. */
import { createClientAddress } from '../http/client-address.js';
import type { Access, ApiToken } from '../http/api/principal.js';
import type { AdminConfig, GatewayConfig } from '../config/config.js';
import { ADMIN } from '../config/resolve/resolve-admin.js';
import { createAddressMatcher } from '../model/addresses.js';

/** The name of a run's own token. None in a configuration begins with an underscore. */
export const OF_THIS_RUN = '_console';

/**
 * Made once for each configuration: the lists of addresses are not built at each request.
 * @param tokenOfRun an operator's, as long as there is a console; undefined: none was made
 */
export function createAccess(config: () => GatewayConfig, tokenOfRun: string | undefined): () => Access {
  let made: { readonly of: GatewayConfig; readonly access: Access } | undefined;
  return () => {
    const now = config();
    if (made?.of !== now) made = { of: now, access: accessOf(now, tokenOfRun) };
    return made.access;
  };
}

function accessOf({ admin, server }: GatewayConfig, tokenOfRun: string | undefined): Access {
  return {
    tokens: [...tokensOf(admin), ...(admin.console ? runToken(tokenOfRun) : [])],
    actorHeader: admin.actorHeader,
    isTrusted: createAddressMatcher(server.trustedProxies),
    clientAddress: createClientAddress(server.trustedProxies),
  };
}

function tokensOf({ token, tokens }: AdminConfig): readonly ApiToken[] {
  return [...(token ? [{ name: ADMIN, value: token.value, role: 'operator' } as const] : []), ...tokens];
}

function runToken(value: string | undefined): readonly ApiToken[] {
  return value === undefined ? [] : [{ name: OF_THIS_RUN, value, role: 'operator' }];
}
