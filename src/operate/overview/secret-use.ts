/** Which secrets are in use: how many deliveries of the last hour verified under each. */
import type { PlacedSecret } from '../../config/secrets/placed-secrets.js';
import type { EpochMs } from '../../model/time.js';
import type { Scope } from '../replicas.js';
import { Counting } from './counts.js';
import type { JoinedHour } from './shared-hour.js';

export interface SecretInUse extends PlacedSecret {
  /** Deliveries of the hour; undefined unless deliveries are verified with it. */
  readonly verified: number | undefined;
  /** Of all of the route that verified, from 0 to 1; undefined if there was none. */
  readonly share: number | undefined;
  /** Within the hour. */
  readonly lastUsed: EpochMs | undefined;
}

export interface SecretsInUse {
  /** How far the counts reach. */
  readonly scope: Scope;
  readonly secrets: readonly SecretInUse[];
}

export function secretsInUse(secrets: readonly PlacedSecret[], joined: JoinedHour): readonly SecretInUse[] {
  const hours = byRoute(joined);
  return secrets.map((secret) => ({ ...secret, ...useOf(secret, hours) }));
}

/** Deliveries are counted by names: a secret that came in the place of another under its name has the other's too. */
function useOf(
  { route = '', use, name }: PlacedSecret,
  hours: ReadonlyMap<string, Counting['secrets']>,
): Pick<SecretInUse, 'verified' | 'share' | 'lastUsed'> {
  if (use !== 'source') return { verified: undefined, share: undefined, lastUsed: undefined };
  const all = hours.get(route) ?? new Map<string, never>();
  const { count: verified = 0, last } = all.get(name) ?? {};
  let total = 0;
  for (const { count } of all.values()) total += count;
  return { verified, share: total === 0 ? undefined : verified / total, lastUsed: last };
}

/** Only what is there is added up: there may be ten thousand routes. */
function byRoute({ minutes }: JoinedHour): ReadonlyMap<string, Counting['secrets']> {
  const hours = new Map<string, Counting>();
  for (const minute of minutes) {
    for (const [route, destinations] of minute) {
      const hour = hours.get(route) ?? new Counting();
      hours.set(route, hour);
      for (const { secrets } of destinations.values())
        for (const [name, { count, last }] of secrets) hour.verified(name, count, last);
    }
  }
  return new Map([...hours].map(([route, { secrets }]) => [route, secrets]));
}
