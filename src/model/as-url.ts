/**
 * A URL as Node reads it; undefined for what is none. `URL.canParse` is not asked: once Node 20 has compiled it, it refuses
 * every URL that has a letter such as `ü` (nodejs/node, its fast path takes Latin-1 for UTF-8).
 */
export function asUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
