/** What a judge is: one official SDK, the schemes it knows, and how its verifier and its signer are called. */

/** A delivery as the SDK's user has it: read off the wire, with the secret of the endpoint. */
export interface Received {
  readonly scheme: string;
  readonly method: string;
  readonly url: string;
  /** Names in lower case, as Node has them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The body as UTF-8, a byte order mark and all. */
  readonly text: string;
  readonly contentType: string;
  /** As the receiver has it: of a key pair the private key, whose public half `publicKey` gives. */
  readonly secret: string;
  /** Epoch milliseconds; `Date` says the same. */
  readonly now: number;
}

/** What the SDK is to sign. */
export interface ToSign {
  readonly scheme: string;
  readonly url: string;
  readonly text: string;
  readonly secret: string;
  readonly id: string;
  readonly now: number;
}

export interface SignedBySdk {
  readonly headers: Readonly<Record<string, string>>;
  /** Where the signer writes the body or the URL too. */
  readonly text?: string;
  readonly url?: string;
}

export interface Judge<Sdk = unknown> {
  /** The package, as the lockfile names it. */
  readonly package: string;
  /** What is imported of it, all members in one; default the package itself. */
  readonly entry?: string | readonly string[];
  readonly schemes: readonly string[];
  /** `false` or an exception refuses; anything else accepts. */
  readonly accepts: (sdk: Sdk, received: Received) => unknown;
  readonly signs?: (sdk: Sdk, message: ToSign) => SignedBySdk | Promise<SignedBySdk>;
  /** Members that the SDK wants in every body beside those that the cases have. */
  readonly document?: Readonly<Record<string, unknown>>;
  /** A parameter that the provider puts into every URL, and signs. */
  readonly query?: string;
  /** Secrets in a form that only this SDK asks for; another seed makes another. */
  readonly secret?: (seed: string) => string;
  /** Unsigned headers that the provider sends and the SDK asks for. */
  readonly sends?: Readonly<Record<string, string>>;
}

/** A judge with its SDK's part that is used, typed in its own file: the SDKs need not be there for the compiler. */
export function judge<Sdk>(described: Judge<Sdk>): Judge {
  return described as Judge;
}

/** A header that must have come: an SDK that is given `undefined` might do anything. */
export function header({ headers }: Received, name: string): string {
  const value = headers[name.toLowerCase()];
  if (value === undefined) throw new Error(`no ${name}`);
  return value;
}
