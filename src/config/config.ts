/**
 * The effective configuration: every default filled in, every unit in milliseconds or bytes, every secret read.
 * Made by load.ts from a file or by environment.ts from variables; gateway/build-routes.ts makes live parts of it.
 */
import type { Scheme } from '../schemes/spec.js';
import { type Fault } from '../checks/fault.js';
import type { Rate } from '../policy/rate.js';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** A secret in hand. Its value must never be printed: dumps and logs show `from` and `name`. */
export interface Secret {
  /** For metrics and logs; `secret-1`, `secret-2` … where the user gave none. */
  readonly name: string;
  readonly value: string;
  /** Where it came from: `env NAME`, `file PATH` or `inline`. */
  readonly from: string;
}

export type PayloadMode = 'exact' | 'compact' | 'envelope';

export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  readonly maxBodySize: number;
  readonly maxBufferedBytes: number;
  readonly maxInFlight: number;
  readonly drainDelay: number;
  readonly drainTimeout: number;
  /** Addresses or CIDRs whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
}

export interface AdminConfig {
  readonly host: string;
  readonly port: number;
  readonly token: Secret | undefined;
}

export interface StoreConfig {
  /** `memory:`, `redis://…` or `rediss://…`. */
  readonly url: string;
  readonly prefix: string;
  /** `server`: as durable as Redis is set up; `fsync`: on its disk before the source hears 200. */
  readonly durability: 'server' | 'fsync';
  /** Replicas that must have what is acknowledged. */
  readonly replicas: number;
}

export interface SourceConfig {
  readonly schemeName: string;
  readonly scheme: Scheme;
  readonly secrets: readonly Secret[];
  /** Milliseconds; `off` takes any signed time; undefined: the scheme's own. */
  readonly tolerance: number | 'off' | undefined;
  /** Milliseconds from receipt to answer. */
  readonly deadline: number;
  readonly maxAge: number | undefined;
  /** The URL as the provider knows it, without query; only where the scheme signs it. */
  readonly publicUrl: string | undefined;
  /** What the provider proves itself with when it asks whether this endpoint is ours. */
  readonly handshakeToken: Secret | undefined;
  readonly allowIps: readonly string[];
  /** Why the source may be unsigned; only with scheme `none`. */
  readonly reason: string | undefined;
}

export interface VerdictCorrections {
  readonly accepted: readonly string[];
  readonly retry: readonly string[];
  readonly final: readonly string[];
}

export interface DestinationConfig {
  readonly name: string;
  readonly url: string;
  readonly schemeName: string;
  readonly scheme: Scheme;
  /** The first is the current one. */
  readonly secrets: readonly Secret[];
  /** Milliseconds for a whole attempt. */
  readonly timeout: number;
  readonly verdicts: VerdictCorrections;
  readonly payload: PayloadMode;
  /** Added to each request; values may be secrets. */
  readonly headers: Readonly<Record<string, string | Secret>>;
  /** Names beyond the allowlist, lower case; `x-github-*` stands for all that start so. */
  readonly forwardHeaders: readonly string[];
  /** PEM texts, read from their files. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string } | undefined;
  readonly reason: string | undefined;
}

export type DedupeKey = 'default' | { readonly header: string } | { readonly json: string };

export interface DedupeConfig {
  readonly window: number;
  readonly key: DedupeKey;
  readonly onStoreOutage: 'refuse' | 'forward';
}

/** How a queued or spilled message is delivered. */
export interface QueueConfig {
  readonly mode: 'queued' | 'spill';
  /** Milliseconds from the previous attempt to the next; after the last one the message is dead. */
  readonly schedule: readonly number[];
  /** The scheme the schedule came from, undefined for a list. */
  readonly scheduleName: string | undefined;
  /** Attempts at a time, in each process. */
  readonly concurrency: number;
  /** Attempts over all replicas: at most `count` in `per` milliseconds. */
  readonly rate: Rate | undefined;
  readonly order: 'none';
  /** Milliseconds from receipt; older messages die instead of being attempted. */
  readonly maxAge: number;
  /** Milliseconds a delivered message's body stays for replay; 0: not at all. */
  readonly keepBodies: number;
  /** Milliseconds a dead letter stays. */
  readonly keepDead: number;
}

/** The delivery log of a route. */
export interface DeliveryLogConfig {
  readonly log: boolean;
  /** Milliseconds a delivery is listed. */
  readonly maxAge: number;
  readonly maxCount: number;
}

export interface RouteConfig {
  readonly name: string;
  /** Exact path; undefined takes any path (the environment's one route without GATEWAY_PATH). */
  readonly path: string | undefined;
  readonly maxBodySize: number;
  readonly maxInFlight: number;
  readonly relay: 'answer' | 'status';
  readonly source: SourceConfig;
  readonly destination: DestinationConfig;
  /** Patterns such as `lead.*`; empty: every event. */
  readonly events: readonly string[];
  readonly dedupe: DedupeConfig | false;
  readonly delivery: { readonly mode: 'direct' } | QueueConfig;
  readonly deliveries: DeliveryLogConfig;
}

export interface GatewayConfig {
  readonly server: ServerConfig;
  readonly admin: AdminConfig;
  readonly store: StoreConfig;
  readonly log: { readonly level: (typeof LOG_LEVELS)[number] };
  /** The user's own schemes, by name. */
  readonly schemes: Readonly<Record<string, Scheme>>;
  readonly routes: readonly RouteConfig[];
}

export type Loaded =
  | { readonly ok: true; readonly config: GatewayConfig; readonly warnings: readonly Fault[] }
  | { readonly ok: false; readonly faults: readonly Fault[]; readonly warnings: readonly Fault[] };
