/** Every secret of the configuration by its place, without its value. */
import type { GatewayConfig, RouteConfig, Secret } from '../config.js';
import { ADMIN } from '../resolve/resolve-admin.js';

/** What secrets are for. */
export const SECRET_USES = [
  'source',
  'handshake',
  'keyAccess',
  'destination',
  'alsoSign',
  'header',
  'admin',
] as const;
export type SecretUse = (typeof SECRET_USES)[number];

export interface PlacedSecret extends Pick<Secret, 'name' | 'from'> {
  /** Undefined: of no route. */
  readonly route: string | undefined;
  /** Undefined: of no destination. */
  readonly destination: string | undefined;
  readonly use: SecretUse;
}

/** In the order of the file; those of the admin port last. */
export function placedSecrets({ routes, admin }: GatewayConfig): readonly PlacedSecret[] {
  const token = admin.token && { ...admin.token, name: ADMIN };
  return [
    ...routes.flatMap(ofRoute),
    ...[...(token ? [token] : []), ...admin.tokens].map((one) => placed('admin', one)),
  ];
}

function ofRoute({ name: route, source, destinations }: RouteConfig): readonly PlacedSecret[] {
  const { secrets, handshakeToken, keyAccess } = source;
  return [
    ...secrets.map((one) => placed('source', one, route)),
    ...(handshakeToken ? [placed('handshake', handshakeToken, route)] : []),
    ...(keyAccess ? [keyAccess.id, keyAccess.secret].map((one) => placed('keyAccess', one, route)) : []),
    ...destinations.flatMap(({ name, secrets: own, alsoSign, headers }) => [
      ...own.map((one) => placed('destination', one, route, name)),
      ...alsoSign.flatMap((also) => also.secrets.map((one) => placed('alsoSign', one, route, name))),
      ...Object.values(headers).flatMap((value) =>
        typeof value === 'string' ? [] : [placed('header', value, route, name)],
      ),
    ]),
  ];
}

function placed(
  use: SecretUse,
  { name, from }: Pick<Secret, 'name' | 'from'>,
  route?: string,
  destination?: string,
): PlacedSecret {
  return { route, destination, use, name, from };
}
