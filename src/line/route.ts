/** A route with its live parts, made once by gateway/build-routes.ts from the configuration. */
import type { Deliver } from './attempt/attempt.js';
import type { Delivery, HandedSecret, Message, RawHeaders, Verdict } from '../model/delivery.js';
import type { Outcome } from '../model/outcome.js';
import type { Trail } from '../model/trail.js';
import type { AnswerHandshake } from '../schemes/engine/handshake.js';
import type { Acknowledgement, Scheme } from '../schemes/spec.js';
import type { Key } from '../schemes/engine/keys.js';
import type { Label } from '../schemes/engine/labels.js';
import type { RefusalReason, Verified, Verifier } from '../schemes/engine/verify.js';
import type { Claim } from './claim/claim-store.js';
import type { Forwarded } from './passed-headers.js';
import type { ReadAdded, TellApart } from './added-url.js';
import type { FillHeaders } from './header-templates.js';
import type { RenameEvent } from './rename-events.js';
import type { UnsignedNames } from './unsigned-names.js';
import type { MonotonicMs } from '../model/time.js';
import type { DedupeConfig, DeliveryConfig, RouteConfig } from '../config/config.js';
import type { Seat } from './hand-over/together.js';

/** The keys from elsewhere that may fit a delivery, or how it ends. */
export type FindKeys = (
  delivery: Delivery,
  trail: Pick<Trail, 'client'>,
) => readonly Key[] | Outcome | Promise<readonly Key[] | Outcome>;

export interface Source {
  readonly schemeName: string;
  readonly scheme: Scheme;
  /** Others that deliveries may come under; they are read as the first. */
  readonly alike: readonly Scheme[];
  readonly verify: Verifier;
  /** Undefined if the keys stand in the configuration. */
  readonly findKeys: FindKeys | undefined;
  /** Asks the signed address with which a provider's question is confirmed; whether it answered so. */
  readonly confirm: ((address: string) => Promise<boolean>) | undefined;
  /** The name of the scheme that a genuine delivery came under. */
  readonly cameUnder: (rawHeaders: RawHeaders) => string;
  /** Why the headers cannot be genuine; undefined if only the body tells. */
  readonly refusesHead: ((rawHeaders: RawHeaders) => RefusalReason | undefined) | undefined;
  /** Answers the provider's handshakes; undefined if its scheme has none. */
  readonly answerHandshake: AnswerHandshake | undefined;
  /** Keeps a secret that came with a handshake, until an operator asks for it. */
  readonly keepSecret: (secret: HandedSecret) => void;
  /** What is signed of a compressed body, or that none is taken. */
  readonly contentEncoding: RouteConfig['source']['contentEncoding'];
  /** Whether deliveries come by a method. */
  readonly delivers: (method: string) => boolean;
  /** Such methods, as `Allow` has them. */
  readonly allow: string;
  /** Methods that a handshake may come with. */
  readonly handshakeMethods: ReadonlySet<string>;
  readonly secretNames: readonly string[];
  /** Milliseconds from receipt until the source must have its answer. */
  readonly deadline: number;
  /** Milliseconds; undefined takes any age. */
  readonly maxAge: number | undefined;
  /** Whether an unsigned header names another event than the signed body does. */
  readonly contradicts: (rawHeaders: RawHeaders, event: string | undefined) => boolean;
  /** The status that tells this source a verdict. */
  readonly answerTo: (verdict: Verdict, receiverStatus?: number) => number;
  readonly refusalBody: Scheme['refusalBody'];
  readonly acknowledgement: Acknowledgement | undefined;
}

/** The body for the receiver, or why this mode cannot carry the one that came. */
type Translated = Buffer | Outcome;

/** Turns a verified body into the one for the receiver; a promise only if something else has to work on it. */
export type Translate = (verified: Verified, id: string) => Translated | Promise<Translated>;

/**
 * Takes responsibility for a message. Delivery modes differ in nothing else.
 * @param seat where the messages of one delivery are stored together; left out: it is the only one
 */
export type HandOver = (
  message: Message,
  claim: Claim,
  trail: Trail,
  answerBy: MonotonicMs,
  seat?: Seat,
) => Promise<Outcome>;

/** Keeps a message that cannot be translated as a dead letter, with the body that came. */
export type KeepUntranslatable = (message: Message, claim: Claim, trail: Trail) => Promise<Outcome>;

/**
 * Hands on what does not verify, if the route only reports.
 * @param refused how it would end
 * @returns undefined if it ends so
 */
export type LetOn = (
  delivery: Delivery,
  refused: Outcome,
  trail: Trail,
  answerBy: MonotonicMs,
) => Promise<Outcome> | undefined;

/** What may come at a time. Each counts one, and says why it may not pass. */
export interface Rates {
  /** Of genuine deliveries that are no duplicates; undefined: without a limit. */
  readonly limitVerified: (() => Outcome | undefined) | undefined;
  /** Of all requests of an address; undefined: without a limit. */
  readonly limitClient: ((address: string) => Outcome | undefined) | undefined;
}

/** Where messages go, with its live parts. */
export interface Destination {
  readonly name: string;
  /** Where its messages, its log and its pause lie (model/lane.ts). */
  readonly lane: string;
  readonly mode: DeliveryConfig['mode'];
  /** Of what the route wants; undefined wants every event. */
  readonly wantsEvent: ((event: string | undefined) => boolean) | undefined;
  /** Whether it gets nothing for now; one that queues goes on storing. */
  readonly paused: () => boolean;
  /** Information headers that go on to the receiver, and those that cannot. */
  readonly forwarded: (
    rawHeaders: RawHeaders,
    unsignedNames: (passed: readonly string[]) => string,
    trace: string | undefined,
  ) => Forwarded;
  readonly unsignedNames: UnsignedNames;
  /** Undefined if the receiver is always called under its configured URL. */
  readonly addedToUrl: ReadAdded | undefined;
  /** Undefined if the receiver takes the names of events as they come. */
  readonly rename: RenameEvent | undefined;
  /** Undefined if its headers are the same for every delivery. */
  readonly fillHeaders: FillHeaders | undefined;
  readonly translate: Translate;
  /** Of what it makes; undefined: as it came. */
  readonly contentType: string | undefined;
  readonly handOver: HandOver;
  /** Only if it queues. Otherwise the source hears that the message cannot be translated. */
  readonly keepUntranslatable: KeepUntranslatable | undefined;
  /** One attempt outside of any delivery's way. */
  readonly deliver: Deliver;
}

export interface Route {
  readonly name: string;
  readonly path: string | undefined;
  /** What stands before the `/*` of its path; undefined for an exact one. */
  readonly beginning?: string | undefined;
  /** In the order of the file. */
  readonly destinations: readonly [Destination, ...Destination[]];
  /** Whether they stand in a list: then each has a record of its own beside the delivery's. */
  readonly several: boolean;
  readonly maxBodySize: number;
  readonly maxInFlight: number;
  /** Shared by the route's versions over reloads. */
  readonly inFlight: { count: number };
  readonly relay: RouteConfig['relay'];
  readonly allowsClient: (address: string) => boolean;
  readonly source: Source;
  /** Undefined if the route enforces. */
  readonly letOn: LetOn | undefined;
  readonly rates: Rates;
  /** The label of a delivery, if something rests on a name or an id that nobody signed. */
  readonly labelOf: ((verified: Verified) => Label | undefined) | undefined;
  /** Whether any destination wants it; undefined wants every event. */
  readonly wantsEvent: ((event: string | undefined) => boolean) | undefined;
  /** Whether deliveries are turned away for now; a route that queues goes on accepting. */
  readonly paused: () => boolean;
  readonly dedupe: DedupeConfig | undefined;
  /** What deliveries can differ in beside their identity; undefined if nothing of that goes on. */
  readonly tellApart: TellApart | undefined;
}
