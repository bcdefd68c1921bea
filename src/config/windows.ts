/** A route's times on one scale: its provider's retries, what is taken and remembered, and our attempts. */
import { duration } from '../model/units.js';
import type { Warning } from '../checks/fault.js';
import type { DeliveryConfig, GatewayConfig, RouteConfig, SourceConfig } from './config.js';
import { takenFor } from './resolve/resolve-dedupe.js';

/** In milliseconds. */
export interface RouteWindows {
  readonly route: string;
  readonly scheme: string;
  /** How old a signed time may be; undefined if none is signed, or any age is taken. */
  readonly tolerance: number | undefined;
  /** From the first delivery to each retry of the provider; empty if it never retries. */
  readonly retries: readonly number[];
  /** How long a delivery is remembered; undefined if dedupe is off. */
  readonly dedupe: number | undefined;
  /** After which the source is answered. */
  readonly deadline: number;
  /** In the order of the file. */
  readonly destinations: readonly DestinationWindows[];
  /** What the warnings of the configuration say of these times. */
  readonly gaps: readonly Warning[];
}

export interface DestinationWindows {
  readonly name: string;
  readonly mode: DeliveryConfig['mode'];
  /**
   * From the first attempt (with `spill` the direct one) to each of them, without what chance and the receiver add; empty
   * if nothing is stored.
   */
  readonly schedule: readonly number[];
  /** The last one that is made before the message is too old; undefined if nothing is stored. */
  readonly lastAttempt: number | undefined;
}

/** @param warnings of the same configuration */
export function windowsOf({ routes }: GatewayConfig, warnings: readonly Warning[]): readonly RouteWindows[] {
  const gaps = new Map<string, Warning[]>(routes.map(({ name }) => [name, []]));
  for (const warning of warnings)
    if (warning.windowsOf !== undefined) gaps.get(warning.windowsOf)?.push(warning);
  return routes.map((route) => ({ ...timesOf(route), gaps: gaps.get(route.name) ?? [] }));
}

function timesOf({ name, source, dedupe, destinations }: RouteConfig): Omit<RouteWindows, 'gaps'> {
  const { schemeName: scheme, deadline } = source;
  const { retries } = source.scheme;
  return {
    ...{ route: name, scheme, deadline },
    tolerance: toleranceOf(source),
    retries: retries === 'none' ? [] : summedUp(retries.map(duration)),
    dedupe: dedupe === false ? undefined : dedupe.window,
    destinations: destinations.map((one) => ({ name: one.name, ...attemptsOf(one.delivery) })),
  };
}

function toleranceOf({ scheme, tolerance }: SourceConfig): number | undefined {
  const token = scheme.signature?.jwt?.maxAge ?? scheme.signature?.message?.maxAge;
  return takenFor(scheme, tolerance)?.past ?? (token === undefined ? undefined : duration(token));
}

function attemptsOf(delivery: DeliveryConfig): Omit<DestinationWindows, 'name'> {
  const { mode } = delivery;
  if (mode === 'direct') return { mode, schedule: [], lastAttempt: undefined };
  const schedule = [0, ...summedUp(delivery.schedule)];
  return { mode, schedule, lastAttempt: schedule.findLast((at) => at <= delivery.maxAge) };
}

function summedUp(delays: readonly number[]): readonly number[] {
  let sum = 0;
  return delays.map((delay) => (sum += delay));
}
