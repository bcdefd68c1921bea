/** One secret in two places: what is genuine in one of them is genuine in the other. Says where, never what. */
import { signsUrl } from '../../schemes/rules/template.js';
import type { GatewayConfig, Secret, SourceConfig, Spoken } from '../config.js';
import { member } from '../../checks/report.js';
import { destinationPath } from '../destination-path.js';

type Warn = (path: string, message: string) => void;

interface Placed<Side> {
  readonly path: string;
  readonly route: number;
  readonly secret: Secret;
  readonly side: Side;
}

/** A sentence a secret, however many places have it: there may be ten thousand routes. */
export function secretWarnings({ routes }: GatewayConfig, warn: Warn): void {
  const received = routes.flatMap(({ source }, i) => placed(source, i, ['source']));
  const signed = groupsOf(
    routes.flatMap((route, i) =>
      route.destinations.flatMap((one, k) => {
        const at = destinationPath(route, k);
        const further = one.alsoSign.flatMap((also, n) => placed(also, i, [...at, 'alsoSign', n]));
        return [...placed<Spoken>(one, i, at), ...further];
      }),
    ),
    ({ secret }) => secret.value,
  );
  for (const alike of groupsOf(received, readingOf).values()) {
    const [first, second, ...others] = oneOfEachRoute(alike);
    if (!first || !second) continue;
    warn(
      second.path,
      `the same secret as ${listed([first, ...others])}: a delivery for one of these routes is genuine on ${others.length > 0 ? 'the others' : 'the other'} too; give each endpoint its own`,
    );
  }
  for (const [value, [source]] of groupsOf(received, ({ secret }) => secret.value)) {
    const [first, ...others] = signed.get(value) ?? [];
    if (!first || !source) continue;
    warn(
      first.path,
      `the same secret as ${listed([source, ...others])}: who can verify as the receiver can forge deliveries of the source; give the receiver its own (webhook-gateway keygen)`,
    );
  }
}

function groupsOf<One>(
  all: readonly One[],
  keyOf: (one: One) => string,
): ReadonlyMap<string, readonly One[]> {
  const groups = new Map<string, One[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}

/** Equal where what one accepts the other may accept. If the URL is signed, another URL is another endpoint. */
function readingOf({ secret, side: { scheme, publicUrl } }: Placed<SourceConfig>): string {
  const url = signsUrl(scheme) ? publicUrl : undefined;
  return JSON.stringify([secret.value, scheme.signature?.content, url]);
}

function oneOfEachRoute<Side>(places: readonly Placed<Side>[]): readonly Placed<Side>[] {
  return [...groupsOf(places, ({ route }) => String(route)).values()].flatMap(([first]) => first ?? []);
}

const MOST_LISTED = 8;

function listed(places: readonly Placed<unknown>[]): string {
  const paths = places.slice(0, MOST_LISTED).map(({ path }) => path);
  const more = places.length - paths.length;
  return paths.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function placed<Side extends { readonly secrets: readonly Secret[] }>(
  side: Side,
  route: number,
  within: readonly (string | number)[],
): Placed<Side>[] {
  return side.secrets.map((secret, i) => ({
    path: member('routes', route, ...within, 'secrets', i),
    route,
    secret,
    side,
  }));
}
