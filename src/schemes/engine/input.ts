/**
 * The values a signature can cover. Each is read from a delivery, or from a message to sign, once and only if asked.
 */
import { isUtf8 } from 'node:buffer';
import type { RawHeaders } from '../../model/delivery.js';
import { fieldValue, formFields } from './form-fields.js';
import type { Scheme } from '../spec.js';
import { formField, formPairs } from './form.js';
import type { ListedHeaders } from './header-list.js';
import { informationHeader } from './headers.js';
import { sortedMembers } from './sorted-members.js';
import { JsonBytes } from '../text/json-bytes.js';
import { canonicalJson } from '../text/canonical-json.js';
import { MOST_DEEP, isDeeperThan } from '../text/json-depth.js';
import { scalarOf, scalarOrCompound, valueAlong } from '../text/json-value.js';

export { scalarOf };

export interface InputParts {
  readonly method: string;
  readonly rawHeaders: RawHeaders;
  readonly body: Buffer;
  /** As the provider knows it: configured, never made of Host. */
  readonly url: string | undefined;
  /** The form field that holds the JSON document, if it is not the whole body. */
  readonly jsonField: string | undefined;
  /** Where the token stands whose claims are the document: the pointer to it, or empty if it is the body. */
  readonly tokenAt?: string | undefined;
}

/** Where the token of a scheme stands whose claims are its document. */
export function tokenAtOf({ signature }: Scheme): string | undefined {
  return signature?.jwt?.isDocument === true ? (signature.json ?? '') : undefined;
}

const NO_ENTRIES: Readonly<Record<string, string>> = {};

export class SignedInput {
  readonly method: string;
  readonly rawHeaders: RawHeaders;
  readonly body: Buffer;
  readonly url: string | undefined;
  id = '';
  /** Verbatim, as sent. */
  time = '';
  /** The headers that the delivery says are signed. */
  listed: ListedHeaders | undefined;
  /** Further entries beside the signatures, by their tags. */
  entries = NO_ENTRIES;
  readonly #jsonField: string | undefined;
  readonly #tokenAt: string | undefined;
  #json: unknown;
  #bytes: JsonBytes | undefined;
  #parsed = false;
  #fields: { readonly list: ReturnType<typeof formFields> } | undefined;
  #canonical: { readonly text: string | undefined } | undefined;
  #form: { readonly pairs: ReturnType<typeof formPairs> } | undefined;

  constructor({ method, rawHeaders, body, url, jsonField, tokenAt }: InputParts) {
    this.method = method;
    this.rawHeaders = rawHeaders;
    this.body = body;
    this.url = url;
    this.#jsonField = jsonField;
    this.#tokenAt = tokenAt;
  }

  /**
   * The JSON document; undefined if there is none in valid UTF-8 (replacement characters would make different ids
   * equal).
   */
  get json(): unknown {
    if (!this.#parsed) {
      this.#parsed = true;
      this.#json = parse(this.#jsonText());
    }
    return this.#json;
  }

  /** The body in the one spelling of its JSON (RFC 8785); undefined where it has no one reading. */
  get canonical(): string | undefined {
    this.#canonical ??= { text: canonicalJson(this.body) };
    return this.#canonical.text;
  }

  /**
   * The members of an object in order, as text; undefined if there is none, null if it cannot be read without doubt, as
   * where a name stands twice in the document.
   */
  members(pointer: string): string | undefined | null {
    const object = valueAt(this.json, pointer);
    if (object === undefined) return undefined;
    const text = this.#jsonText() ?? '';
    return canonicalJson(Buffer.from(text)) === undefined ? null : sortedMembers(object);
  }

  /** The token whose claims are the document. */
  get token(): string | undefined {
    const at = this.#tokenAt;
    if (at === undefined || !isUtf8(this.body)) return undefined;
    const text = this.body.toString('utf8');
    return at === '' ? text : scalarOf(valueAt(parse(text), at));
  }

  /** Whether the document nests deeper than is read of somebody who has proved nothing. */
  get isTooDeep(): boolean {
    if (this.#tokenAt !== undefined && isDeeperThan(MOST_DEEP, this.body)) return true;
    if (this.#tokenAt !== undefined) return isDeeperThan(MOST_DEEP, Buffer.from(this.#jsonText() ?? ''));
    const bytes = this.#jsonField === undefined ? this.body : Buffer.from(this.#jsonText() ?? '');
    return isDeeperThan(MOST_DEEP, bytes);
  }

  /** Whether the body, or its form field, is a JSON document. */
  get isJson(): boolean {
    return this.#inBytes()?.valid ?? this.json !== undefined;
  }

  /** The document's value at a JSON pointer; of an object or a list only that it is one (COMPOUND). */
  at(pointer: string): unknown {
    const bytes = this.#inBytes();
    return bytes ? bytes.at(namesOf(pointer)) : scalarOrCompound(valueAt(this.json, pointer));
  }

  /** The same as text (see `scalarOf`). */
  scalarAt(pointer: string): string | undefined {
    return scalarOf(this.at(pointer));
  }

  /** Undefined if the document is parsed anyway, or is not the whole body. */
  #inBytes(): JsonBytes | undefined {
    if (this.#parsed || this.#jsonField !== undefined || this.#tokenAt !== undefined) return undefined;
    return (this.#bytes ??= new JsonBytes(this.body));
  }

  /** Names and values of a urlencoded body; undefined if the body is something else. */
  get form(): readonly (readonly [string, string])[] | undefined {
    this.#form ??= { pairs: formPairs(this.#contentType, this.body) };
    return this.#form.pairs;
  }

  /** A form's field; undefined if there is none, null if it is there but cannot be read without doubt. */
  field(name: string): string | undefined | null {
    this.#fields ??= { list: formFields(this.#contentType, this.body) };
    return fieldValue(this.#fields.list, name);
  }

  /** The same delivery with one item of its document in the document's place. */
  withJson(json: unknown): SignedInput {
    const { method, rawHeaders, body, url } = this;
    const item = new SignedInput({ method, rawHeaders, body, url, jsonField: undefined });
    item.id = this.id;
    item.time = this.time;
    item.listed = this.listed;
    item.entries = this.entries;
    item.#json = json;
    item.#parsed = true;
    return item;
  }

  /** The same delivery, its URL written in another way. */
  withUrl(url: string): SignedInput {
    return this.#with(url, this.body);
  }

  /** The same delivery with another body. */
  withBody(body: Buffer): SignedInput {
    return this.#with(this.url, body);
  }

  #with(url: string | undefined, body: Buffer): SignedInput {
    const { method, rawHeaders } = this;
    const places = { jsonField: this.#jsonField, tokenAt: this.#tokenAt };
    const other = new SignedInput({ method, rawHeaders, body, url, ...places });
    other.id = this.id;
    other.time = this.time;
    other.listed = this.listed;
    other.entries = this.entries;
    return other;
  }

  get #contentType(): string {
    return informationHeader(this.rawHeaders, 'content-type') ?? '';
  }

  #jsonText(): string | undefined {
    if (this.#tokenAt !== undefined) {
      const claims = Buffer.from(this.token?.split('.')[1] ?? '', 'base64url');
      return isUtf8(claims) ? claims.toString('utf8') : undefined;
    }
    if (!isUtf8(this.body)) return undefined;
    const text = this.body.toString('utf8');
    // No form starts with a brace: some senders let their customers choose between the two.
    if (this.#jsonField === undefined || text.startsWith('{')) return text;
    return formField(this.#contentType, this.body, this.#jsonField);
  }
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** RFC 6901. */
export function valueAt(value: unknown, pointer: string): unknown {
  return valueAlong(value, namesOf(pointer));
}

/** Pointers come from schemes and configurations, so there are few; taking one apart costs as much as following it. */
const NAMES = new Map<string, readonly string[]>();

function namesOf(pointer: string): readonly string[] {
  let names = NAMES.get(pointer);
  if (!names) {
    names = pointer
      .split('/')
      .slice(1)
      .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
    NAMES.set(pointer, names);
  }
  return names;
}
