/** A receiver's own names for the source's events. Filters and the log know the source's. */
import type { DestinationConfig } from '../config/config.js';

export type RenameEvent = (event: string) => string;

/** @returns undefined if the receiver takes the names as they come. */
export function createRename({
  renameEvents,
}: Pick<DestinationConfig, 'renameEvents'>): RenameEvent | undefined {
  const names = new Map(Object.entries(renameEvents));
  return names.size === 0 ? undefined : (event) => names.get(event) ?? event;
}
