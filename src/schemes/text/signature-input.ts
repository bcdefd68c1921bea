/**
 * The headers of HTTP message signatures (RFC 9421): dictionaries of RFC 8941, in their canonical spelling alone, so that
 * what is signed of them is the text as it came.
 */
export interface CoveredSignature {
  readonly label: string;
  /** Names as they are written: of headers in lower case, of the message with `@`. */
  readonly components: readonly string[];
  readonly parameters: ReadonlyMap<string, string | number>;
  /** Everything behind the label. */
  readonly text: string;
}

/** More than any hop on the way adds are an attempt to make us work. */
const MOST_SIGNATURES = 8;
const MOST_COMPONENTS = 64;

const LABEL = /([a-z*][a-z0-9_.*-]*)=/y;
/** Components with parameters of their own (`;sf`, `;req` …) are not known. */
const COMPONENT = /"(@?[a-z0-9!#$%&'*+.^_`|~-]+)"/y;
const PARAMETER = /;([a-z*][a-z0-9_.*-]*)=(?:(\d{1,15})|"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)")/y;
const SEPARATOR = /, ?/y;

/** @returns undefined if anything in it is of another form */
export function readSignatureInput(text: string): readonly CoveredSignature[] | undefined {
  const reader = new Reader(text);
  const found: CoveredSignature[] = [];
  do {
    const [, label] = reader.take(LABEL) ?? [];
    const start = reader.at;
    const components = readComponents(reader);
    const parameters = components && readParameters(reader);
    if (label === undefined || !components || !parameters) return undefined;
    if (found.length === MOST_SIGNATURES || found.some((other) => other.label === label)) return undefined;
    found.push({ label, components, parameters, text: text.slice(start, reader.at) });
  } while (reader.take(SEPARATOR));
  return reader.isAtEnd ? found : undefined;
}

const BYTES = /:([A-Za-z0-9+/]+={0,2}):/y;

/** @returns the signatures by their labels; undefined if anything in it is of another form */
export function readSignatureHeader(text: string): ReadonlyMap<string, Buffer> | undefined {
  const reader = new Reader(text);
  const found = new Map<string, Buffer>();
  do {
    const [, label] = reader.take(LABEL) ?? [];
    const [, encoded = ''] = reader.take(BYTES) ?? [];
    const bytes = Buffer.from(encoded, 'base64');
    if (label === undefined || encoded === '' || bytes.toString('base64') !== encoded) return undefined;
    if (found.has(label) || found.size === MOST_SIGNATURES) return undefined;
    found.set(label, bytes);
  } while (reader.take(SEPARATOR));
  return reader.isAtEnd ? found : undefined;
}

/** `("@method" "content-digest")`: each once. */
function readComponents(reader: Reader): readonly string[] | undefined {
  const found = new Set<string>();
  if (!reader.take(/\(/y)) return undefined;
  while (!reader.take(/\)/y)) {
    if (found.size > 0 && !reader.take(/ /y)) return undefined;
    const [, name] = reader.take(COMPONENT) ?? [];
    if (name === undefined || found.has(name) || found.size === MOST_COMPONENTS) return undefined;
    found.add(name);
  }
  return [...found];
}

function readParameters(reader: Reader): ReadonlyMap<string, string | number> | undefined {
  const found = new Map<string, string | number>();
  for (let match = reader.take(PARAMETER); match; match = reader.take(PARAMETER)) {
    const [, name = '', number, text = ''] = match;
    if (found.has(name)) return undefined;
    found.set(name, number === undefined ? text.replaceAll(/\\(.)/g, '$1') : Number(number));
  }
  return found;
}

class Reader {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** @param pattern sticky */
  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.#text);
    if (match) this.at = pattern.lastIndex;
    return match;
  }

  get isAtEnd(): boolean {
    return this.at === this.#text.length;
  }
}
