/**
 * The parts of refused deliveries that lie in no store: values of headers that are a credential, queries and bodies that
 * hold one. In this process's memory, bounded, the oldest give way.
 */
import type { KeptHeader, RefusedEntry } from '../../line/refused/refused-entry.js';

const KEPT = 2_000;
const KEPT_BYTES = 4 * 1024 * 1024;

interface Parts {
  readonly headers: ReadonlyMap<number, string>;
  readonly target: string | undefined;
  readonly body: Buffer | undefined;
  readonly bytes: number;
}

export class Withheld {
  readonly #parts = new Map<string, Parts>();
  #bytes = 0;

  /**
   * Takes out what no store may have, and remembers it.
   * @param queryIsCredential whether its query is one of these
   */
  takeFrom(entry: RefusedEntry, queryIsCredential: boolean): RefusedEntry {
    const { headers, bodyIsCredential } = entry;
    const credentials = headers.flatMap(({ kind, value }, i) =>
      kind === 'credential' && value !== undefined ? [[i, value] as const] : [],
    );
    if (credentials.length === 0 && !queryIsCredential && !bodyIsCredential) return entry;
    const parts = {
      headers: new Map(credentials),
      target: queryIsCredential ? entry.target : undefined,
      body: bodyIsCredential ? entry.body : undefined,
    };
    const texts = [...parts.headers.values(), parts.target ?? ''];
    const bytes = texts.reduce((sum, text) => sum + text.length, parts.body?.length ?? 0);
    this.#keep(keyOf(entry), { ...parts, bytes });
    return {
      ...entry,
      headers: headers.map(withoutCredential),
      target: queryIsCredential ? undefined : entry.target,
      body: bodyIsCredential ? undefined : entry.body,
    };
  }

  /** The entry with all of it that is here. */
  giveBack(entry: RefusedEntry): RefusedEntry {
    const parts = this.#parts.get(keyOf(entry));
    if (!parts) return entry;
    return {
      ...entry,
      headers: entry.headers.map((header, i) => ({ ...header, value: header.value ?? parts.headers.get(i) })),
      target: entry.target ?? parts.target,
      body: entry.body ?? parts.body,
    };
  }

  #keep(key: string, parts: Parts): void {
    this.#forget(key);
    this.#parts.set(key, parts);
    this.#bytes += parts.bytes;
    for (const oldest of this.#parts.keys()) {
      if (this.#parts.size <= KEPT && this.#bytes <= KEPT_BYTES) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#bytes -= this.#parts.get(key)?.bytes ?? 0;
    this.#parts.delete(key);
  }
}

function withoutCredential(header: KeptHeader): KeptHeader {
  return header.kind === 'credential' ? { ...header, value: undefined } : header;
}

function keyOf({ route, id }: RefusedEntry): string {
  return `${id} ${route}`;
}
