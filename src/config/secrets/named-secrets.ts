/** The secrets of the configuration by names that say where each stands, for who looks which one made a signature. */
import type { RouteConfig, Secret } from '../config.js';
import { signersOf } from './signers.js';

export interface NamedSecret {
  /** Never the secret itself. */
  readonly name: string;
  readonly value: string;
}

/** @returns those of the route's source, and all others of the configuration that are not equal to one of them */
export function namedSecrets(
  route: RouteConfig,
  routes: readonly RouteConfig[],
): { readonly secrets: readonly NamedSecret[]; readonly otherSecrets: readonly NamedSecret[] } {
  const { secrets } = route.source;
  const others = routes.flatMap((other) => [
    ...(other === route ? [] : other.source.secrets.map((one) => named(`route ${other.name}, source`, one))),
    ...other.destinations.flatMap((to) =>
      signersOf(to).flatMap(({ secrets: all }) =>
        all.map((one) => named(`route ${other.name}, destination${other.several ? ` ${to.name}` : ''}`, one)),
      ),
    ),
  ]);
  return {
    secrets: secrets.map((secret) => named(`route ${route.name}`, secret)),
    otherSecrets: others.filter(({ value }) => !secrets.some((own) => own.value === value)),
  };
}

function named(where: string, { name, value }: Secret): NamedSecret {
  return { name: `secret ${name} of ${where}`, value };
}
