/** What is compared: programs that take deliveries and hand them to the receiver, each with the jobs it does on the way. */
import type { Cores } from '../rig/cores.js';

/** `verify`: refuses forgeries. `dedupe`: answers repeats without a second forward. `sign`: signs for the receiver. */
export type Job = 'verify' | 'dedupe' | 'sign';

export interface Place {
  readonly cores: Cores;
  readonly redisUrl: string;
  readonly receiverPort: number;
  /** An empty folder of this start's own. */
  readonly folder: string;
}

export interface Running {
  readonly pids: readonly number[];
  readonly ports: readonly number[];
  /** Of gateways: the URLs of their admin ports. */
  readonly admins?: readonly string[];
  /** Where deliveries are taken. */
  readonly paths: readonly string[];
  /** @throws where it has ended by itself. */
  assertRuns(): void;
  stop(): Promise<void>;
}

export interface Variant {
  readonly name: string;
  readonly jobs: readonly Job[];
  /** It is the gateway of this project. */
  readonly ours: boolean;
  /** Nothing is handed over while it runs: it only acknowledges. */
  readonly keeps?: boolean;
  /** Why it cannot run here; undefined where it can. */
  missing(): string | undefined;
  /** Resolves when it takes deliveries. */
  start(place: Place): Promise<Running>;
}
