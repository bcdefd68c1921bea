import { headersReadBy } from '../../schemes/engine/read-headers.js';
import type { DestinationConfig, Spoken } from '../config.js';

/** All schemes that sign a destination's requests, its own first. */
export function signersOf(destination: DestinationConfig): readonly [Spoken, ...Spoken[]] {
  return [destination, ...destination.alsoSign];
}

/** Lower-case names of the headers that a receiver reads a signature from, under any of these. */
export function headersReadThere(destination: DestinationConfig): ReadonlySet<string> {
  return new Set(signersOf(destination).flatMap(({ scheme }) => [...headersReadBy(scheme)]));
}
