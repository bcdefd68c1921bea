/** A provider's own test values: `test/schemes/catalogue` has a file under the name of each file of the catalogue. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The files of providers in the catalogue, without their endings. */
export const PROVIDERS: readonly string[] = namesIn('../../src/schemes/catalogue/', '.ts').filter(
  (name) => name !== 'index' && name !== 'providers',
);

/** A published delivery, one of our own making from the documentation, or a one-change negative of either. */
export interface VectorEntry {
  readonly id: string;
  readonly scheme: string;
  /** Where it was published; begins with `made` where it was not. */
  readonly source: string;
  /** Of a scheme whose keys come from elsewhere: the public key. */
  readonly secret: string;
  /** What makes a delivery ours, by the scheme's names. */
  readonly owner?: Readonly<Record<string, readonly string[]>>;
  readonly method: string;
  readonly url?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Epoch seconds. */
  readonly now: number;
  readonly valid: boolean;
  readonly why: string;
  /** Of a negative: the reason its author intended. */
  readonly failure?: string;
}

export interface Asked {
  /** Default `POST`. */
  readonly method?: string;
  /** Default `/`. */
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the signature held; most questions have none. */
  readonly verified?: boolean;
  /** The route's `handshakeToken`. */
  readonly token?: string;
  /** The route's `publicUrl`. */
  readonly url?: string;
}

/** A question with which a provider checks an endpoint, and the answer its documentation wants. */
export interface Question {
  readonly scheme: string;
  readonly secret?: string;
  readonly asked: Asked;
  readonly told: {
    readonly status: number;
    readonly body: string;
    /** The header that matters. */
    readonly header?: readonly [name: string, value: string];
  };
}

export interface ProviderFile {
  readonly provider: string;
  readonly vectors: readonly VectorEntry[];
  /** One at least for each of the provider's schemes that has handshakes. */
  readonly questions: readonly Question[];
}

/** Of every provider that has vectors or questions of its own. */
export function readProviderFiles(): readonly ProviderFile[] {
  return namesIn('./catalogue/', '.json').map((provider) => {
    const text = readFileSync(new URL(`./catalogue/${provider}.json`, import.meta.url), 'utf8');
    const { vectors = [], questions = [] } = JSON.parse(text) as Partial<ProviderFile>;
    return { provider, vectors, questions };
  });
}

function namesIn(folder: string, ending: string): readonly string[] {
  return readdirSync(fileURLToPath(new URL(folder, import.meta.url)))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}
