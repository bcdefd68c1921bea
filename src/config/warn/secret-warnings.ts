/** One secret in two places: what is genuine in one of them is genuine in the other. Says where, never what. */
import { signsUrl } from '../../schemes/rules/template.js';
import type { GatewayConfig, Secret, SourceConfig } from '../config.js';
import { member } from '../../checks/report.js';

type Warn = (path: string, message: string) => void;

interface Placed<Side> {
  readonly path: string;
  readonly route: number;
  readonly secret: Secret;
  readonly side: Side;
}

/** Each place is told of one other only, and by secret: there may be ten thousand routes. */
export function secretWarnings({ routes }: GatewayConfig, warn: Warn): void {
  const received = routes.flatMap(({ source }, i) => placed(source, i, 'source'));
  const signed = bySecret(routes.flatMap(({ destination }, i) => placed(destination, i, 'destination')));
  const before = new Map<string, Placed<SourceConfig>[]>();
  for (const one of received) {
    const same = before.get(one.secret.value) ?? [];
    before.set(one.secret.value, same);
    const other = same.find(({ route, side }) => route !== one.route && readsAlike(one.side, side));
    if (other) {
      warn(
        one.path,
        `the same secret as ${other.path}: a delivery for one of these routes is genuine on the other too; give each endpoint its own`,
      );
    }
    if (same.length === 0) {
      for (const { path } of signed.get(one.secret.value) ?? []) {
        warn(
          path,
          `the same secret as ${one.path}: who can verify as the receiver can forge deliveries of the source; give the receiver its own (webhook-gateway keygen)`,
        );
      }
    }
    same.push(one);
  }
}

function bySecret<Side>(places: readonly Placed<Side>[]): ReadonlyMap<string, readonly Placed<Side>[]> {
  const groups = new Map<string, Placed<Side>[]>();
  for (const one of places) {
    const group = groups.get(one.secret.value);
    if (group) group.push(one);
    else groups.set(one.secret.value, [one]);
  }
  return groups;
}

function placed<Side extends { readonly secrets: readonly Secret[] }>(
  side: Side,
  route: number,
  name: 'source' | 'destination',
): Placed<Side>[] {
  return side.secrets.map((secret, i) => ({
    path: member('routes', route, name, 'secrets', i),
    route,
    secret,
    side,
  }));
}

/** Whether what one accepts the other may accept. If the URL is signed, another URL is another endpoint. */
function readsAlike(one: SourceConfig, other: SourceConfig): boolean {
  const sameText = one.scheme.signature?.content === other.scheme.signature?.content;
  return sameText && !(signsUrl(one.scheme) && one.publicUrl !== other.publicUrl);
}
