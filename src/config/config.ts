/**
 * The effective configuration: every default filled in, every unit in milliseconds or bytes, every secret read.
 * Keys stand in schema.ts; here is what resolve/ makes of those that mean something else than what is written.
 * Made by load.ts from a file or by environment.ts from variables; gateway/build-routes.ts makes live parts of it.
 */
import type { Role } from '../model/role.js';
import type { EpochMs } from '../model/time.js';
import type { SignedQuery } from '../schemes/engine/signed-url.js';
import type { Owner } from '../schemes/engine/owner.js';
import type { Scheme } from '../schemes/spec.js';
import type { Fault, Warning } from '../checks/fault.js';
import type { WhatWasRead } from './read/reader.js';
import type { DeliveryShape, DestinationShape, FileShape, RouteShape, SourceShape } from './schema.js';

/** A secret in hand. Its value must never be printed: dumps and logs show `from` and `name`. */
export interface Secret {
  /** For metrics and logs; `secret-1`, `secret-2` … where the user gave none. */
  readonly name: string;
  readonly value: string;
  /** Where it came from: `env NAME`, `file PATH` or `inline`. */
  readonly from: string;
}

type Resolved<Shape, Members> = Readonly<Omit<Shape, keyof Members>> & Readonly<Members>;

/** What a port shows in TLS: PEM texts, read from their files. */
export interface ListenerTls {
  readonly cert: string;
  readonly key: string;
  /** Clients must show a certificate that it signed; undefined: they need none. */
  readonly clientCa: string | undefined;
}

export type ServerConfig = Resolved<FileShape['server'], { tls: ListenerTls | undefined }>;

/** A token of the API; `name` stands for it in the audit. */
export interface AdminToken extends Secret {
  readonly role: Role;
}

export type AdminConfig = Resolved<
  FileShape['admin'],
  { token: Secret | undefined; tokens: readonly AdminToken[]; tls: ListenerTls | undefined }
>;

export type StoreConfig = Resolved<FileShape['store'], { url: string }>;

/** A scheme by its name in the configuration, and what it says. */
export interface NamedScheme {
  readonly schemeName: string;
  readonly scheme: Scheme;
}

export interface Spoken extends NamedScheme {
  readonly secrets: readonly Secret[];
}

export type SourceConfig = Resolved<
  SourceShape,
  Spoken & {
    /** Others that deliveries may come under, with the same secrets: they differ in the names of their headers. */
    alike: readonly NamedScheme[];
    deadline: number;
    /** Undefined leaves it to the scheme. */
    signedQuery: SignedQuery | undefined;
    handshakeToken: Secret | undefined;
    /** The public URL where a provider's question is answered with a hash of it; `publicUrl` is for schemes that sign it. */
    handshakeUrl: string | undefined;
    /** By the scheme's names; undefined where it asks for none. */
    owner: Owner | undefined;
    /** PEM texts, or `system`. */
    keyRoots: string | undefined;
    keyAccess: { readonly id: Secret; readonly secret: Secret } | undefined;
    allowIps: readonly string[];
    reportOnly: ReportOnlyConfig | undefined;
  }
>;

/** What does not verify goes on until a moment, in epoch milliseconds. */
export interface ReportOnlyConfig {
  readonly reason: string;
  readonly until: EpochMs;
}

export type VerdictCorrections = Readonly<Record<'accepted' | 'retry' | 'final', readonly string[]>>;

/** An expression that makes the body. */
export interface ExpressionPayload {
  readonly text: string;
  /** The file that holds it, as the main one would name it; undefined: it stands in the configuration. */
  readonly file: string | undefined;
  readonly samples: readonly Sample[];
  readonly lossy: boolean;
  readonly contentType: string;
}

/** A delivery that an expression is tried on. Its body is read only then. */
export interface Sample {
  /** As the main file would name it. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly event: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** What leads to a receiver. */
export interface ProxyConfig {
  /** Undefined: the environment names none for this receiver. */
  readonly url: string | undefined;
  /** Whether the environment was asked. */
  readonly environment: boolean;
}

export type DestinationConfig = Resolved<
  DestinationShape,
  Spoken & {
    url: string;
    payload: Extract<DestinationShape['payload'], string> | ExpressionPayload;
    verdicts: VerdictCorrections;
    headers: Readonly<Record<string, string | Secret>>;
    /** Lower case. */
    forwardHeaders: readonly string[];
    /** Each has headers of its own. */
    alsoSign: readonly Spoken[];
    proxy: ProxyConfig | undefined;
    /** PEM texts, read from their files. */
    tls: { readonly ca?: string; readonly cert?: string; readonly key?: string } | undefined;
    /** Where its messages, its log and its pause lie (model/lane.ts). */
    lane: string;
    /** Of those that the route wants; empty: all of them. */
    events: readonly string[];
    delivery: DeliveryConfig;
  }
>;

export type DeliveryConfig = { readonly mode: 'direct' } | QueueConfig;

export type DedupeConfig = Resolved<
  Exclude<RouteShape['dedupe'], false>,
  {
    /** Milliseconds. */
    window: number;
  }
>;

/** How a queued or spilled message is delivered. */
export type QueueConfig = Resolved<
  DeliveryShape,
  {
    mode: 'queued' | 'spill';
    /** Milliseconds from the previous attempt to the next; after the last one the message is dead. */
    schedule: readonly number[];
    /** The scheme the schedule came from, undefined for a list. */
    scheduleName: string | undefined;
  }
>;

export type RouteConfig = Resolved<
  Omit<RouteShape, 'destination' | 'delivery'>,
  {
    name: string;
    maxBodySize: number;
    maxInFlight: number;
    source: SourceConfig;
    /** How its source is answered. A destination that nobody waits for may be `queued` beside it. */
    mode: DeliveryConfig['mode'];
    /** In the order of the file; at least one. */
    destinations: readonly [DestinationConfig, ...DestinationConfig[]];
    /** Whether they stand in a list, be it of one. */
    several: boolean;
    /** Empty: every event. */
    events: readonly string[];
    dedupe: DedupeConfig | false;
    deliveries: DeliveryLogConfig;
    refused: RefusedConfig;
  }
>;

/** A route on its way to one of its destinations. */
export interface Leg {
  /** The route's. */
  readonly name: string;
  readonly source: SourceConfig;
  readonly destination: DestinationConfig;
}

export function legOf({ name, source }: RouteConfig, destination: DestinationConfig): Leg {
  return { name, source, destination };
}

/** Whether a destination of the route stores its messages. */
export function queueing({ destinations }: RouteConfig): boolean {
  return destinations.some(({ delivery }) => delivery.mode !== 'direct');
}

/** Where a route's log is kept. */
export type LogPlace = 'memory' | 'store' | 'off';

export type DeliveryLogConfig = Resolved<RouteShape['deliveries'], { log: LogPlace }>;

/** `maxBytes`: this route's share of what all have together. */
export type RefusedConfig = Resolved<
  RouteShape['refused'],
  { in: 'store' | 'memory' | 'off'; maxBytes: number }
>;
/** What asks for traces, as far as the gateway itself needs it: OpenTelemetry's packages read the variables again. */
export interface TracesConfig {
  readonly protocol: 'http/protobuf' | 'http/json';
  /** Scheme, host and port. */
  readonly collector: string;
}

export type GatewayConfig = Resolved<
  // What was included stands among the rest.
  Omit<FileShape, 'include'>,
  {
    server: ServerConfig;
    admin: AdminConfig;
    store: StoreConfig;
    schemes: Readonly<Record<string, Scheme>>;
    routes: readonly RouteConfig[];
    /** What the standard variables ask for; undefined: no traces. */
    traces: TracesConfig | undefined;
  }
>;

export type Loaded = (
  | { readonly ok: true; readonly config: GatewayConfig }
  | { readonly ok: false; readonly faults: readonly Fault[] }
) & { readonly warnings: readonly Warning[]; readonly read: WhatWasRead };
