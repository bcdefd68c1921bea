/** Values of a parsed JSON document, one at a time. */

/** In place of an object or a list, whose members nobody asked for. */
export const COMPOUND: object = Object.freeze({});

/** Follows names into a parsed value; a list's members have numbers for names, and it has a length. */
export function valueAlong(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at;
}

/** A scalar as it is, COMPOUND for anything else. */
export function scalarOrCompound(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? COMPOUND : value;
}

/**
 * A scalar as text: strings as they are, whole numbers and booleans written out. Anything else, and anything two values
 * of which could read alike, counts as absent.
 */
export function scalarOf(value: unknown): string | undefined {
  // Lone surrogates all become U+FFFD when hashed, and beyond 2^53 two numbers read as one.
  if (typeof value === 'string') return value.isWellFormed() ? value : undefined;
  return typeof value === 'boolean' || Number.isSafeInteger(value) ? String(value) : undefined;
}
