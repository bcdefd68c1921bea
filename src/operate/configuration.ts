/** What operators see of the configuration in force, and how they have it read again. */
import type { Fault, Warning } from '../checks/fault.js';
import type { Change } from '../config/difference.js';
import type { PlacedSecret } from '../config/secrets/placed-secrets.js';
import type { RouteWindows } from '../config/windows.js';
import type { EpochMs } from '../model/time.js';

export { SECRET_USES } from '../config/secrets/placed-secrets.js';
export type { DestinationWindows } from '../config/windows.js';
export type { Change, Fault, RouteWindows };

/** A file that is watched, and what was found when it was last looked at. */
export interface WatchedFile {
  /** Absolute. */
  readonly path: string;
  /** `refused`: what it holds now cannot be used, and what it held before is in force. */
  readonly state: 'in_force' | 'refused';
  readonly since: EpochMs;
  /** What is wrong with it; undefined unless refused. Never its content. */
  readonly reason: string | undefined;
}

export interface ConfigurationState {
  /** In force, for people: every secret only as the place that it comes from. */
  readonly config: Readonly<Record<string, unknown>>;
  /** As the gauge has it, in hex. */
  readonly hash: string;
  /** When what is in force was read. */
  readonly readAt: EpochMs;
  /** `file PATH`, `env NAME` or `variables`. */
  readonly from: string;
  readonly warnings: readonly Warning[];
  readonly windows: readonly RouteWindows[];
  readonly secrets: readonly PlacedSecret[];
  readonly watched: readonly WatchedFile[];
  /** The first fault of the last reload, if that was refused. */
  readonly reloadRefused: string | undefined;
}

/** Whole, or not at all. */
export type Reloaded =
  | { readonly ok: true; readonly changes: readonly Change[] }
  | { readonly ok: false; readonly faults: readonly Fault[] };

export interface ConfigurationOperations {
  /**
   * Reads the configuration again and puts it in force.
   * @param dryRun only tells what would change
   */
  reload(dryRun: boolean): Promise<Reloaded>;
  configuration(): Promise<ConfigurationState>;
}
