/** Addresses of pages, as links have them. */

/** For links. Values that are undefined or empty are left out. */
export function hrefOf(
  path: readonly string[],
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  const text = given.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return `#/${path.map(encodeURIComponent).join('/')}${text.length === 0 ? '' : `?${text.join('&')}`}`;
}
