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

export function secretWarnings({ routes }: GatewayConfig, warn: Warn): void {
  const received = routes.flatMap(({ source }, i) => placed(source, i, 'source'));
  const signed = routes.flatMap(({ destination }, i) => placed(destination, i, 'destination'));
  received.forEach((one, i) => {
    for (const other of received.slice(0, i)) {
      if (other.route === one.route || !isSame(one, other) || !readsAlike(one.side, other.side)) continue;
      warn(
        one.path,
        `the same secret as ${other.path}: a delivery for one of these routes is genuine on the other too; give each endpoint its own`,
      );
    }
    for (const other of signed) {
      if (!isSame(one, other)) continue;
      warn(
        other.path,
        `the same secret as ${one.path}: who can verify as the receiver can forge deliveries of the source; give the receiver its own (webhook-gateway keygen)`,
      );
    }
  });
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

function isSame(one: { readonly secret: Secret }, other: { readonly secret: Secret }): boolean {
  return one.secret.value === other.secret.value;
}

/** Whether what one accepts the other may accept. If the URL is signed, another URL is another endpoint. */
function readsAlike(one: SourceConfig, other: SourceConfig): boolean {
  const sameText = one.scheme.signature?.content === other.scheme.signature?.content;
  return sameText && !(signsUrl(one.scheme) && one.publicUrl !== other.publicUrl);
}
