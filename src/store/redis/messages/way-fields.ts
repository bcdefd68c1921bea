/**
 * How a delivery came, as two fields of its hash: `wy` its steps with what the source was told, `wh` whose it was (secret,
 * scheme, client). Apart, so that neither is longer than what Redis keeps without a table of its own.
 */
import type { LoggedWay } from '../../../model/log-entry.js';

export function wayFields({ secret, scheme, client, steps, status }: LoggedWay): { wy: string; wh: string } {
  return {
    wy: status === undefined ? steps : `${steps} ${status}`,
    wh: JSON.stringify([secret ?? null, scheme ?? null, client ?? null]),
  };
}

/** Undefined for an entry of a time when none was noted. */
export function readWay(fields: ReadonlyMap<string, string>): LoggedWay | undefined {
  const [wy, wh] = [fields.get('wy'), fields.get('wh')];
  if (wy === undefined || wh === undefined) return undefined;
  const [steps = '', status] = wy.split(' ');
  const [secret, scheme, client] = JSON.parse(wh) as (string | null)[];
  return {
    secret: secret ?? undefined,
    scheme: scheme ?? undefined,
    client: client ?? undefined,
    steps,
    status: status === undefined ? undefined : Number(status),
  };
}
