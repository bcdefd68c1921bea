/** A question to the bench: some lines (a program under a kind of load), the phases each goes through, and what to compare with. */
import type { Load } from '../load/load.js';
import type { Variant } from '../variants/variant.js';

export interface Phase {
  readonly name: string;
  readonly pace: Load['pace'];
}

export interface Line {
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly variant: Variant;
  readonly bytes?: number;
  readonly duplicates?: number;
  readonly forgeries?: number;
  /** In place of the suite's. */
  readonly phases?: readonly Phase[];
  /** The line it is compared with, in place of the suite's. */
  readonly against?: string;
  /** A phase ends only when the receiver has had every delivery: what was acknowledged before is part of the cost. */
  readonly untilDelivered?: boolean;
  /** Deliveries the store remembers before the gateway starts. */
  readonly remembered?: number;
  /** Deliveries sent and acknowledged before the first phase. */
  readonly backlog?: number;
}

export interface Suite {
  readonly name: string;
  readonly title: string;
  /** The line that others are compared with. */
  readonly reference: string;
  readonly lines: readonly Line[];
  readonly phases: readonly Phase[];
  /** The store writes to disk: what is acknowledged from the queue must survive it. */
  readonly appendonly?: boolean;
}

export const BYTES = 1_024;

export function atRate(rate: number): Phase {
  return { name: `${rate}/s`, pace: { rate } };
}

export function withClients(clients: number): Phase {
  return { name: `${clients} clients`, pace: { clients } };
}
