/** What the generator is asked for, and what it tells. */
export interface Load {
  /** Connections are shared out over them. */
  readonly ports: readonly number[];
  /** Taken in turn. */
  readonly paths: readonly string[];
  /** Of each body. */
  readonly bytes: number;
  readonly seconds: number;
  /** So many a second whatever the gateway does (open), or so many clients that wait for their answers (closed). */
  readonly pace: { readonly rate: number } | { readonly clients: number };
  /** Share of repeats of deliveries that were answered before; 0 to 1. */
  readonly duplicates: number;
  /** Share of deliveries with a signature that does not fit; 0 to 1. */
  readonly forgeries: number;
  /** Ends after so many, whatever the seconds. */
  readonly most?: number;
}

export const KINDS = ['genuine', 'duplicate', 'forged'] as const;
export type Kind = (typeof KINDS)[number];

export interface LoadResult {
  readonly seconds: number;
  /** How many answers of which status each kind had; `0`: the connection broke. */
  readonly statuses: Readonly<Record<Kind, Readonly<Record<string, number>>>>;
  readonly sent: number;
  readonly answered: number;
  /** From the moment a delivery should have been sent, in milliseconds; closed: from the moment it was. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
  /** How late the generator itself sent, p99 in milliseconds: beyond the latencies, they are its own. */
  readonly latenessP99: number;
}
