/**
 * The scheme language: one description of a provider's format that both verifies its deliveries and signs ours.
 * A scheme is data. The engine (verify.ts, sign.ts) reads it and never asks for a scheme's name; users write
 * their own in YAML in this same language.
 */

/** Hashes of the body, and plain ones. */
export type DigestAlgorithm = 'sha256' | 'sha1' | 'sha384' | 'sha512';

/**
 * `hmac-*`: keyed by the secret. `sha256` and its like: plain hashes, with `{secret}` in the content. `plain`: no hash, the
 * content itself (tokens, Basic, Bearer). The others take a public key to verify and a private one to sign: `ecdsa-*` in
 * DER, `rsa-sha*` with PKCS #1 v1.5, `rsa-pss-*` with PSS and a salt as long as the hash.
 */
export type Algorithm =
  | `hmac-${DigestAlgorithm}`
  | DigestAlgorithm
  | 'plain'
  | 'ed25519'
  | 'ecdsa-sha1'
  | 'ecdsa-sha256'
  | 'ecdsa-sha384'
  | 'ecdsa-sha512'
  | `rsa-${DigestAlgorithm}`
  | 'rsa-pss-sha256'
  | 'rsa-pss-sha384'
  | 'rsa-pss-sha512';

/** `HEX` reads either case and writes upper case; `text` is the digest's own characters (with `plain`). */
export type Encoding = 'hex' | 'HEX' | 'base64' | 'base64url' | 'text';

/**
 * How a secret is written. `utf8`: the text itself is the key. `hex`, `base64`: the text is decoded. `nfkd`: the text
 * in Unicode's NFKD form. `standard`: Standard Webhooks (`whsec_` + base64 for HMAC, `whsk_` / `whpk_` + base64 for
 * Ed25519). `public-key`: PEM, or base64 or hex of the key (SPKI or PKCS #8; for Ed25519 also the raw 32 bytes).
 */
export type KeyForm = 'utf8' | 'hex' | 'base64' | 'nfkd' | 'standard' | 'public-key';

/** Where a value stands: in a header (unsigned unless the content template names it), or in the JSON or form of the body. */
export type Place = AskedPlace | { readonly field: string };

/** Where a value of a question stands (handshakes). */
export type AskedPlace = { readonly header: string } | { readonly json: string };

/**
 * How a provider writes an unsigned name or id: `a_b` (`pull_request`), `a/b` (`orders/paid`, also `customer.tags_added`), `a.b` (`order.created`),
 * `a:b` (`repo:push`), `A_B`, `A b` (`Push Hook`), `uuid`, `hex`, or any `token` without blanks; 128 characters at most.
 */
export type Shape = 'a_b' | 'a/b' | 'a.b' | 'a:b' | 'A_B' | 'A b' | 'uuid' | 'hex' | 'token';

/** A place whose header, where it is not signed, must come once and in its shape. */
export type ShapedPlace =
  | { readonly header: string; readonly shape?: Shape }
  | { readonly json: string }
  | { readonly field: string };

/**
 * Where the public keys of a provider come from, in place of `key`: exactly one of `jwks`, `discovery`, `fetched`,
 * `certificate` and `x5c`. An address that a delivery names (`{header:NAME}`, `{json:/pointer}`, `{kid}`, `{jku}`, or a
 * certificate's) is taken under `hosts` alone.
 */
export interface Keys {
  /** The URL of a key set. `{owner:NAME}` stands for the route's own, `{jku}` for the token's. */
  readonly jwks?: string;
  /** The issuer, whose OpenID configuration names the key set. */
  readonly discovery?: string;
  /** The URL of one key, under its id. */
  readonly fetched?: string;
  /** A certificate at an address that the delivery names. */
  readonly certificate?: KeyCertificate;
  /** The token carries its certificates (`x5c`), which lead to `roots`. */
  readonly x5c?: X5c;
  /** The id of the key in a set; default the token's `kid`, else every key of the set counts. */
  readonly id?: KeyId;
  /** Where keys stand in an answer that is no key set (of `jwks`) and no PEM, JWK or certificate (of `fetched`). */
  readonly layout?: KeyLayout;
  /** Where keys may come from; `*` stands for one label of a host's name. Default: the host that is written above. */
  readonly hosts?: readonly string[];
  /** Their paths, where the delivery names the address; `*` stands for letters, digits, `_` and `-`. */
  readonly paths?: readonly string[];
  /** The provider gives keys to its customers alone: what it is asked with. */
  readonly access?: KeyAccess;
}

/** A value of the delivery, before anything is proved; `packed`: a member of a packed signature. */
export type KeyId = AskedPlace | { readonly packed: string };

export interface KeyCertificate {
  readonly header?: string;
  readonly json?: string;
  /** Default those of `keys`. */
  readonly hosts?: readonly string[];
  /** A file of certificates in PEM, or `system`: one of them must have signed it, or its chain. */
  readonly roots?: string;
}

export interface X5c {
  /** A file of certificates in PEM; left out, the route names one (`keyRoots`). */
  readonly roots?: string;
  /** Extensions (object identifiers) that the leaf and the certificate above it must have. */
  readonly leafHas?: string;
  readonly issuerHas?: string;
}

/** Pointers into the answer. */
export interface KeyLayout {
  /** The list of keys; left out: the answer is about one key. */
  readonly list?: string;
  /** Of each item of the list. */
  readonly id?: string;
  readonly key: string;
}

/**
 * With the route's `keyAccess`: `post` sends a JSON object in place of a GET, whose values may be `{access:id}`,
 * `{access:secret}` and `{kid}`; `token` gets a bearer token by client credentials.
 */
export interface KeyAccess {
  readonly post?: Readonly<Record<string, string>>;
  readonly token?: { readonly url: string; readonly scope?: string };
}

/**
 * What makes a delivery one of ours, where all customers of a provider share its key: a claim of the token (any of a list;
 * `email` with `email_verified` alone), a member of the signed body, a text of ours that is part of the content
 * (`{owner:NAME}`), or the place from where our keys come and nobody else's (`{owner:NAME}` in `keys`).
 */
export type OwnerPart =
  | { readonly claim: string | readonly string[] }
  | { readonly keys: true }
  | { readonly json: string | readonly string[] }
  | { readonly signed: 'content' };

/**
 * Where the signature stands and what it covers. Exactly one of `header`, `headers`, `json`, `field`, `body` says where;
 * `jwt` makes it a token that speaks for itself.
 */
export interface Signature {
  readonly header?: string;
  /** Several headers with one signature each, any of which may hold; `{n}` stands for 1, 2, 3 … */
  readonly headers?: readonly string[];
  /** A JSON pointer into the body; such a scheme can only verify. */
  readonly json?: string;
  /** The field of a form (urlencoded or multipart) that holds it; such a scheme can only verify. */
  readonly field?: string;
  /** A JSON pointer to a list: each of its items carries a signature of its own, and all must hold. */
  readonly each?: string;
  readonly jwt?: Jwt;
  /** A detached JWS over the content; in place of `algorithm` and `encoding`. */
  readonly jws?: Jws;
  /** HTTP message signatures; in place of `algorithm`, `encoding` and `content`. */
  readonly message?: MessageSignature;
  /** The token is the whole body. */
  readonly body?: true;
  /** The header is base64 of a JSON object; the pointer leads to the signature in it. */
  readonly packed?: string;
  /** The member of the body that names the algorithm, and the algorithms by their names there. */
  readonly versions?: {
    readonly json: string;
    readonly algorithms: Readonly<Record<string, Algorithm>>;
  };
  /** For one signature or a `list`; with `entries`, the tags name the algorithms. */
  readonly algorithm?: Algorithm;
  /** In place of `algorithm`: a header that names one of these, in exactly these letters. */
  readonly algorithmHeader?: { readonly header: string; readonly names: Readonly<Record<string, Algorithm>> };
  readonly encoding?: Encoding;
  /** Literal text before the digest, exact case. */
  readonly prefix?: string;
  /** Accept the bare digest too; signing still writes the prefix. */
  readonly prefixOptional?: boolean;
  /** Accept the prefix in any case, as HTTP has it of an Authorization header's first word. */
  readonly prefixAnyCase?: boolean;
  /**
   * Behind the prefix stands the name of the key, up to this character. A secret written `NAME:…` is of that name alone;
   * one without a name is of any, and cannot sign. For keys in base64 or hex, which hold no colon.
   */
  readonly keyName?: ':';
  /** For a header that is a list, such as `v1,<sig> v1,<sig>` or `t=…,v1=…,v1=…`. */
  readonly entries?: Entries;
  /** For signatures in a row, without tags. */
  readonly list?: List;
  /** The delivery names headers that are signed too: `{headers}` in the content. */
  readonly headerList?: HeaderList;
  /**
   * What is signed: text (a literal brace is written twice) with `{body}`, `{body:quoted}` (as a text of JSON),
   * `{body:canonical}` (its JSON in the one spelling of RFC 8785), `{entry:NAME}` and `{entry:NAME|quoted}` (of
   * `entries.values`), `{members:/pointer}` (of an object, in order, as `name=value` with `&` between), `{id}`, `{time}` (as sent), `{header:NAME}`, `{method}`, `{url}`,
   * `{url:decoded}`, `{url:base}` (without query), `{url:sorted}` (its query in order, and before a form what Plivo writes there), `{path}`,
   * `{path:escaped}` (with its query, both escaped again),
   * `{query:NAME}` (`{query:NAME|lower}` in small letters), `{query:sorted}` (`name=value` in order, `&` between), `{form}` (names and values in order of the
   * names), `{form:distinct}` (a name's value that comes again counts once), `{form:given}` (a name's values as they come), `{field:NAME}` (a form's field, which must
   * come once), `{json:/pointer}`, `{sha256:hex:body}` (the body's digest; also md5), `{headers}` (of `headerList`), `{headers:names}`,
   * `{secret}`, `{owner:NAME}`, `{crc32:body}` (decimal), `{lines:/A,/B?}` (each member that is there: name, line
   * feed, value, line feed; the first alone may hold a line feed). A `?` before the closing brace
   * makes a header, query, form or JSON value, or the body's being a form, optional: absent, it is empty; there but
   * unreadable, it is refused all the same.
   */
  readonly content?: string;
  /** The URL may have been signed with its port or without; one that is not written is the standard one. */
  readonly portOptional?: boolean;
  /** The path may have been signed with a slash at its end or without. */
  readonly slashOptional?: boolean;
  /**
   * Fields that a genuine form always has. With a signed URL beside the form, a form's fields could move into the query:
   * a POST must have them in its body, and no other parameter of the query may hold one of these names.
   */
  readonly formHas?: readonly string[];
  /**
   * The one value that may hold the text beside it, such as `json:/reference`, where neither body nor form nor URL is
   * signed. Any other JSON, header or query value that does is refused, unless its end is known without that.
   */
  readonly open?: string;
}

export interface Entries {
  /** Between entries: `,` `;` or a blank. Blanks around an entry are ignored; `, ` is for writing. */
  readonly separator: string;
  /** Between an entry's tag and its value; the first one counts. */
  readonly assign: string;
  /** The tags that carry signatures, each with its algorithm. Entries with other tags are ignored. */
  readonly tags: Readonly<Record<string, Algorithm>>;
  /** The tag whose entry is the signed time; the first such entry counts. */
  readonly time?: string;
  /** Further entries that are signed (`{entry:NAME}`) and come once, each with what is written when we sign. */
  readonly values?: Readonly<Record<string, string>>;
  /** Signing writes signatures, values and time in this order; default the time first. */
  readonly timeLast?: boolean;
  /**
   * The provider's own verifiers read every signature of the list, so a receiver that is changing its secret may get
   * several. Default no: a verifier that reads one may read any of two, so the first secret alone signs. All are read.
   */
  readonly several?: boolean;
  /** Each signature comes in a list of its own, with its own time; blanks stand between the lists. */
  readonly groups?: boolean;
}

/** Signatures in a row. */
export interface List {
  /** As of `entries`. */
  readonly separator: string;
  /** The first entry is the signed time. */
  readonly time?: 'first';
  /** As of `entries`. */
  readonly several?: boolean;
}

/** A list of headers' names, and how they stand in the content. */
export interface HeaderList {
  /** Where the list stands: a header, the tag of an entry beside the signatures, or a member of a JWS's header. */
  readonly header?: string;
  readonly entry?: string;
  readonly member?: string;
  /** Between names in the list: a comma, a semicolon or a blank. */
  readonly separator: string;
  /** Between a name and its value; left out, the values stand alone, and `{headers:names}` before them. */
  readonly assign?: string;
  /** Between headers in the content. */
  readonly between: string;
  /** It stands behind the last one too. */
  readonly ends?: boolean;
  /** How their names stand in the content; default in lower case. */
  readonly letters?: 'lower' | 'given';
  /** Their order in the content; default as given. */
  readonly order?: 'given' | 'sorted';
  /** Headers that must be among them; these are written. */
  readonly required: readonly string[];
  /** Without `assign`: the one whose value may hold what stands between. */
  readonly open?: string;
}

export type JwtAlgorithm = JwsAlgorithm;

/** A JWT signed with the secret, or with a key from elsewhere. `exp` and `nbf` are kept where they are there. */
export interface Jwt {
  /** The algorithms taken; the first is the one written. Default HS256 alone. */
  readonly algorithms?: readonly JwtAlgorithm[];
  /** Claims that are a hash of what was sent, and must be there. */
  readonly hashes: Readonly<Record<string, ClaimHash>>;
  /** Claims with a fixed value. */
  readonly claims?: Readonly<Record<string, string | boolean>>;
  /** Claims that have this value where they are there. */
  readonly optionalClaims?: Readonly<Record<string, string>>;
  /** The claim that is the URL itself. */
  readonly url?: string;
  /** The token's claims are the delivery's JSON document: `{ json: /pointer }` of ids and events stands in them. */
  readonly isDocument?: boolean;
  /** What the token says that it is (`typ`), so that no other token of the issuer passes for one. */
  readonly type?: string;
  /** The oldest `iat` taken; for tokens that have no `exp`. */
  readonly maxAge?: string;
}

export type JwsAlgorithm =
  | 'HS256'
  | 'HS384'
  | 'HS512'
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA';

/** `header..signature` (RFC 7515, appendix F). */
export interface Jws {
  /** Those taken; of a key that signs, the first that fits is written. */
  readonly algorithms: readonly JwsAlgorithm[];
  /** `false`: the content is signed as it is (RFC 7797). Default true: in base64url. */
  readonly b64?: boolean;
  /** Members of its header with a fixed value. */
  readonly members?: Readonly<Record<string, string>>;
}

export type MessageAlgorithm =
  | 'hmac-sha256'
  | 'ed25519'
  | 'ecdsa-p256-sha256'
  | 'ecdsa-p384-sha384'
  | 'rsa-v1_5-sha256'
  | 'rsa-pss-sha512';

/** RFC 9421, with the description in `Signature-Input`. */
export interface MessageSignature {
  /** What a signature must cover at least: names of headers, `@method`, `@target-uri`, `@authority`, `@path`, `@query` … */
  readonly components: readonly string[];
  /** Those taken; a delivery may name one of them (`alg`). */
  readonly algorithms: readonly MessageAlgorithm[];
  /** The oldest `created` taken. */
  readonly maxAge: string;
  /** The one label that counts; default any, and `sig1` is written. */
  readonly label?: string;
  /** The tag that it must have. */
  readonly tag?: string;
  /** Written when signing; keys are those of the route, whatever a delivery calls them. */
  readonly keyid?: string;
}

export interface ClaimHash {
  readonly of: 'body' | 'url';
  /** `base64url` is read with its padding or without, and written without. */
  readonly encoding: 'hex' | 'base64' | 'base64url';
  /** Absent is fine where the body is empty. */
  readonly unlessEmpty?: boolean;
}

/**
 * Strict formats: `s` is ten digits, `ms` thirteen, `iso` RFC 3339. `iso-utc` has no zone and means UTC; `digits-ms`
 * takes any number of digits; `utc-date` is `Fri 08 Sep 2017 11:24:32 UTC`; `http-date` is RFC 9110's IMF-fixdate.
 */
export type TimeFormat = 's' | 'ms' | 'iso' | 'iso-utc' | 'digits-ms' | 'utc-date' | 'http-date';

export interface Time {
  /** The header with the signed time; absent if `entries.time`, `list.time`, `json` or `field` says where it stands. */
  readonly header?: string;
  /** A JSON pointer into the signed body. */
  readonly json?: string;
  /** A field of the form that the body is. */
  readonly field?: string;
  /** Formats accepted; the first is the one written. */
  readonly formats: readonly TimeFormat[];
  /** How far the signed time may lie from now, inclusive; without `future` any future is fine; `off` takes any time. */
  readonly tolerance: string | { readonly past: string; readonly future?: string };
}

/**
 * The digest of the body in a header. `plain` is the digest alone; `digest` is RFC 3230's list (`SHA-256=…`);
 * `content-digest` RFC 9530's (`sha-256=:…:`). Of a list, what `algorithms` does not name is passed over; one that it
 * names must be there, and all that are there must hold. The first is the one written.
 */
export interface BodyDigest {
  readonly header: string;
  /** Default `plain`. */
  readonly form?: 'plain' | 'digest' | 'content-digest';
  readonly algorithms: readonly DigestAlgorithm[];
  /** Of a plain one; default hex. */
  readonly encoding?: Exclude<Encoding, 'text'>;
  /** Literal text before a plain one. */
  readonly prefix?: string;
}

/** Members of a JSON body that are the event's name, id, time and data; names at the top level. */
export interface Envelope {
  readonly event: string;
  readonly id?: string;
  readonly time?: string;
  /** How the time is written; default `iso`. */
  readonly timeFormat?: 's' | 'ms' | 'iso';
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

/**
 * A provider's question that we answer ourselves. All of `when` must fit. Values in templates: `{json:/pointer}`,
 * `{query:NAME}`, `{header:NAME}`, and their HMAC under the route's first secret, such as
 * `{hmac-sha256:hex:json:/payload/plainToken}` (hex, base64 or base64url; of tokens only, never of any text), or a plain
 * hash of several in a row, such as `{sha256:hex:query:code+token+url}`: `token` is the route's handshake token, `url` its
 * public URL.
 */
export interface Handshake {
  readonly when: {
    readonly method: 'GET' | 'POST' | 'HEAD' | 'OPTIONS';
    /** Names that must be there; with a value other than `*`, with that value. */
    readonly query?: Readonly<Record<string, string>>;
    readonly headers?: Readonly<Record<string, string>>;
    readonly json?: Readonly<Record<string, string>>;
  };
  /**
   * `signature`: the delivery's own check comes first. `token`: a value that must equal the route's handshake token.
   * `open`: nothing to check.
   */
  readonly check: 'signature' | 'open' | { readonly token: AskedPlace | { readonly query: string } };
  /** Where the provider hands over the secret of all later deliveries: kept for the operator, to be shown once. */
  readonly secret?: AskedPlace;
  /** The signed member with the address that confirms, at a host of `keys`; asked for once signature and owner hold. */
  readonly confirms?: string;
  readonly answer: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** A text, or members of a JSON object. */
    readonly text?: string;
    readonly json?: Readonly<Record<string, string | number>>;
  };
}

/**
 * `body`: its SHA-256. `id`: the signed id. `event`: the event's name. `time`, `url`: the signed time or URL, if bodies
 * are too poor to tell two events apart. `sourceId`: the provider's unsigned id, beside `body` alone, and only if the
 * provider documents equal bodies for different events and one id over all retries. `signed`: the values of the JSON
 * members and headers that the content names, where these are all that is signed.
 */
export type IdentityPart = 'body' | 'id' | 'event' | 'time' | 'url' | 'sourceId' | 'signed';

/**
 * What a statement about the provider's side rests on. `docs`: the page that the scheme's `docs` names says so. A link:
 * that page of the provider, or that file of its public source, does. `sdk`: its own library. `estimate`: nothing that
 * we found says so, and the value errs to the side that loses nothing.
 */
export type Basis = 'docs' | 'sdk' | 'estimate' | `https://${string}`;

/**
 * `retries`: whether there are any, and how often or for how long; where no steps are documented, those are ours.
 * `deadline`: how long the provider waits. `statuses`: what it takes for accepted, and what it never sends again.
 */
export interface Rests {
  readonly retries: Basis;
  readonly deadline: Basis;
  readonly statuses: Basis;
}

export interface Scheme {
  /** The provider's name, for people. */
  readonly title: string;
  /** Where the format is documented. */
  readonly docs?: string;
  /** What a passing check proves: the body, a part of it, or only who sent it. */
  readonly trust: 'body verified' | 'partly' | 'authenticated' | 'none';
  /** What our reading of the format rests on: the provider's own verifier, published test vectors, or documentation alone. */
  readonly evidence: 'sdk' | 'vectors' | 'documentation';

  /** How secrets are written, and the fewest characters of a text secret that are not refused. */
  readonly key?: KeyForm;
  readonly minSecretLength?: number;
  /** Text before a secret that is no part of the key, where it stands there; `*` stands for letters, digits and `_`. */
  readonly keyPrefix?: string;
  /** In place of `key`: the public keys come from elsewhere. */
  readonly keys?: Keys;
  /** The parts of `source.owner`, by name; needed where all customers of the provider share its key. */
  readonly owner?: Readonly<Record<string, OwnerPart>>;
  /** Absent only in scheme `none`. */
  readonly signature?: Signature;
  readonly time?: Time;
  /** The signed header with the message id. */
  readonly idHeader?: string;
  /** Headers of another family for the same values: where one comes along, it must say the same. */
  readonly twins?: Readonly<Record<string, string>>;
  /** Headers that must have exactly this value, such as the version of the construction. */
  readonly requires?: Readonly<Record<string, string>>;
  /** A hash of the body in the signed query, which must be there unless the signed form is the whole body. */
  readonly bodyHash?: { readonly query: string; readonly encoding: 'hex' | 'base64' };
  /** A signed header that holds the body's digest: it is computed anew and compared. */
  readonly bodyDigest?: BodyDigest;
  /** The field of a form (urlencoded or multipart) that holds the JSON document, if the body is not that itself. */
  readonly jsonField?: string;
  /**
   * A JSON object or array must start the body: closes the hole of a content template without separators. `whole`: it
   * must be one from end to end, if a border may wander at the body's end.
   */
  readonly bodyMustBeJson?: boolean | 'whole';
  /** Valid UTF-8 without NUL: what a plain hash behind a secret is continued with never is. */
  readonly bodyMustBeText?: boolean;

  /** The provider's own id, signed or not. */
  readonly sourceId?: ShapedPlace;
  /** What makes two deliveries the same one. Empty: nothing does, equal bodies are different events. */
  readonly identity: readonly IdentityPart[];
  /** What tells two events of this provider apart, and why; for people. */
  readonly identityNote?: string;
  /** Two events may have equal bytes under this identity: the window is then no longer than the provider's retries. */
  readonly equalBytes?: 'may be two events';
  /** Where the event's name stands; the first place that has one counts, and the signed body comes before headers. */
  readonly event?: readonly ShapedPlace[];
  readonly envelope?: Envelope;
  /** The signed time inside the body, for `maxAge`; default the envelope's. */
  readonly bodyTime?: string;
  /** Unsigned information headers of the source that the receiver gets too. */
  readonly carry?: readonly string[];
  /** Unsigned headers written when we sign: text with `{event}`, `{id}`, `{time:iso}`, `{time:s}`, `{time:ms}`. */
  readonly writes?: Readonly<Record<string, string>>;
  /** Unsigned headers without which the provider's own verifiers refuse a delivery; `check` asks for them. */
  readonly verifierNeeds?: readonly string[];

  readonly handshakes?: readonly Handshake[];

  /** The provider's retries: delays from the previous attempt, or `none`. */
  readonly retries: readonly string[] | 'none';
  /** Each retry is signed with its own time; without this, a tolerance below the retry span refuses retries. */
  readonly signsRetriesAnew?: boolean;
  /** How soon it must be answered, with a margin for the way. */
  readonly deadline: string;
  readonly statuses: Statuses;
  /** Where these three are known from; a scheme that does not say claims nothing. */
  readonly rests?: Rests;
  /** The status for a delivery whose signature does not hold; default 401. */
  readonly refusal?: number;
  /** The provider takes no body with a refusal; default a problem document. */
  readonly refusalBody?: 'none';
  readonly acknowledgement?: Acknowledgement;
  /** The largest body this provider sends. */
  readonly maxBodySize?: string;
}

/** A scheme of the catalogue always says what it rests on. */
export type BuiltInScheme = Scheme & { readonly rests: Rests };
