import type { DestinationConfig, Spoken } from '../config.js';

/** All schemes that sign a destination's requests, its own first. */
export function signersOf(destination: DestinationConfig): readonly [Spoken, ...Spoken[]] {
  return [destination, ...destination.alsoSign];
}
