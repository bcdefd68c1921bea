/** What came, put beside what a genuine delivery brings. */
import type { RefusedDetail } from '../../api/types.js';

type Part = NonNullable<RefusedDetail['expected']>['parts'][number];
/** A null value came, and may not be seen. */
type Header = readonly [name: string, value: string | null];

export interface Compared extends Part {
  /** Values that came in the place of this part; undefined where the page cannot tell: inside the body. */
  readonly came: readonly (string | null)[] | undefined;
}

/** In words: a header's name, or where in the body. */
export function placeOf({ header, json, field }: Part): string {
  return header ?? (field === null ? `body ${json ?? ''}` : `form field ${field}`);
}

export function compared({
  expected,
  headers,
}: Pick<RefusedDetail, 'expected' | 'headers'>): readonly Compared[] {
  return (expected?.parts ?? []).map((part) => ({
    ...part,
    came: part.header === null ? undefined : valuesOf(headersOf(headers), part.header),
  }));
}

/** Those that no part expects. */
export function othersOf({
  expected,
  headers,
}: Pick<RefusedDetail, 'expected' | 'headers'>): readonly Header[] {
  const names = new Set((expected?.parts ?? []).map(({ header }) => header?.toLowerCase()));
  return headersOf(headers).filter(([name]) => !names.has(name.toLowerCase()));
}

function valuesOf(headers: readonly Header[], wanted: string): readonly (string | null)[] {
  return headers.filter(([name]) => name.toLowerCase() === wanted.toLowerCase()).map(([, value]) => value);
}

function headersOf(headers: RefusedDetail['headers']): readonly Header[] {
  return headers.map(([name, value]) => [String(name), value === null ? null : String(value)]);
}
