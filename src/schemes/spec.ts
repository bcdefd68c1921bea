/**
 * The scheme language: one description of a provider's format that both verifies its deliveries and signs ours.
 * A scheme is data. The engine (verify.ts, sign.ts) reads it and never asks for a scheme's name; users write
 * their own in YAML in this same language.
 */

export type Algorithm = 'hmac-sha256' | 'hmac-sha1' | 'hmac-sha512' | 'ed25519';
export type Encoding = 'hex' | 'base64' | 'base64url';

/**
 * How a secret is written. `utf8`: the text itself is the key. `hex`, `base64`: the text is decoded.
 * `standard`: Standard Webhooks (`whsec_` + base64 for HMAC, `whsk_` / `whpk_` + base64 for Ed25519).
 */
export type KeyForm = 'utf8' | 'hex' | 'base64' | 'standard';

/** Where a value stands: in a header (unsigned unless the content template names it) or in the signed JSON body. */
export type Place = { readonly header: string } | { readonly json: string };

export interface Signature {
  readonly header: string;
  /** For a header that is one signature; with `entries`, the tags name the algorithms. */
  readonly algorithm?: Algorithm;
  readonly encoding: Encoding;
  /** Literal text before the digest, exact case. */
  readonly prefix?: string;
  /** Accept the bare digest too; signing still writes the prefix. */
  readonly prefixOptional?: boolean;
  /** For a header that is a list, such as `v1,<sig> v1,<sig>` or `t=…,v1=…,v1=…`. */
  readonly entries?: Entries;
  /** What is signed: text with `{body}`, `{id}`, `{time}`, `{header:NAME}`. `{time}` is the text as sent. */
  readonly content: string;
}

export interface Entries {
  /** Between entries: `,` `;` or a blank. Blanks around an entry are ignored. */
  readonly separator: string;
  /** Between an entry's tag and its value; the first one counts. */
  readonly assign: string;
  /** The tags that carry signatures, each with its algorithm. Entries with other tags are ignored. */
  readonly tags: Readonly<Record<string, Algorithm>>;
  /** The tag whose entry is the signed time; the first such entry counts. */
  readonly time?: string;
}

export type TimeFormat = 's' | 'ms' | 'iso';

export interface Time {
  /** The header with the signed time; absent where `entries.time` carries it. */
  readonly header?: string;
  /** Formats accepted, strictly; the first is the one written. */
  readonly formats: readonly TimeFormat[];
  /** How far the signed time may lie from now; inclusive. */
  readonly tolerance: string | { readonly past: string; readonly future: string };
}

/** Members of a JSON body that are the event's name, id, time and data; names at the top level. */
export interface Envelope {
  readonly event: string;
  readonly id?: string;
  readonly time?: string;
  /** How the time is written; default `iso`. */
  readonly timeFormat?: TimeFormat;
  readonly data: string;
}

/** Statuses as `204` or `4xx`; a single status beats its class. What none names is worth a retry. */
export interface Statuses {
  readonly accepted: readonly string[];
  readonly final: readonly string[];
  readonly retry?: readonly string[];
  /** From a receiver: final. Never told to a source of this scheme, which would stop the whole endpoint. */
  readonly disables?: readonly string[];
}

/** What the source insists on hearing when its delivery was taken. */
export interface Acknowledgement {
  readonly status: number;
  readonly contentType?: string;
  readonly body?: string;
}

/** `body`: its SHA-256. `id`: the signed id. `event`: the event's name. */
export type IdentityPart = 'body' | 'id' | 'event';

export interface Scheme {
  /** The provider's name, for people. */
  readonly title: string;
  /** Where the format is documented. */
  readonly docs?: string;
  /** What a passing check proves: the body, a part of it, or only who sent it. */
  readonly trust: 'body verified' | 'partly' | 'authenticated' | 'none';
  /** What our reading of the format rests on: published test vectors, or documentation alone. */
  readonly evidence: 'vectors' | 'documentation';

  /** How secrets are written, and the fewest characters of a text secret that are not refused. */
  readonly key?: KeyForm;
  readonly minSecretLength?: number;
  /** Absent only in scheme `none`. */
  readonly signature?: Signature;
  readonly time?: Time;
  /** The signed header with the message id. */
  readonly idHeader?: string;
  /** Headers of another family for the same values: where one comes along, it must say the same. */
  readonly twins?: Readonly<Record<string, string>>;
  /** A JSON object or array must start the body: closes the hole of a content template without separators. */
  readonly bodyMustBeJson?: boolean;

  /** The provider's own id, signed or not. */
  readonly sourceId?: Place;
  /** What makes two deliveries the same one. */
  readonly identity: readonly IdentityPart[];
  /** Where the event's name stands; the first place that has one counts. */
  readonly event?: readonly Place[];
  readonly envelope?: Envelope;
  /** The signed time inside the body, for `maxAge`; default the envelope's. */
  readonly bodyTime?: string;
  /** Unsigned information headers of the source that the receiver gets too. */
  readonly carry?: readonly string[];
  /** Unsigned headers written when we sign: text with `{event}`, `{id}`, `{time:iso}`, `{time:s}`, `{time:ms}`. */
  readonly writes?: Readonly<Record<string, string>>;

  /** The provider's retries: delays from the previous attempt, or `none`. */
  readonly retries: readonly string[] | 'none';
  /** Each retry is signed anew with the time of that attempt, so `tolerance` need not span the retries. */
  readonly signsRetriesAnew?: boolean;
  /** How soon it must be answered, with a margin for the way. */
  readonly deadline: string;
  readonly statuses: Statuses;
  readonly acknowledgement?: Acknowledgement;
  /** The largest body this provider sends. */
  readonly maxBodySize?: string;
}
