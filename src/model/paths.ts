/** Paths of routes: exact, or with `/*` at the end, which takes its beginning and whatever stands behind it. */

const OPEN = '/*';
const LONGEST_REST = 1024;

/** What stands before a path's `/*`; undefined for an exact one. */
export function beginningOf(path: string | undefined): string | undefined {
  return path?.endsWith(OPEN) === true ? path.slice(0, -OPEN.length) : undefined;
}

/** A path of a route as somebody may call it. */
export function callablePath(path: string): string {
  return (beginningOf(path) ?? path) || '/';
}

/** A target's path, as it came. */
export function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query < 0 ? target : target.slice(0, query);
}

/** What a target's path has behind a beginning: empty, or it begins with `/`. */
export function restOf(beginning: string, target: string): string {
  return pathOf(target).slice(beginning.length);
}

/** Dot segments, also escaped or with a parameter behind them. */
const DOTS = /(?:^|\/)(?:\.|%2e){1,2}(?=[/;]|$)/i;
/** Empty segments, backslashes, fragments, broken escapes, and escapes of what parts a path. */
const MISREAD = /\/\/|[\\#]|%(?![0-9a-f]{2})|%(?:2f|5c|00)|[^\x21-\x7e]/i;

/** Whether everybody reads this end of a path alike: nothing in it is for another server to resolve. */
export function isPlainRest(rest: string): boolean {
  return rest.length <= LONGEST_REST && !MISREAD.test(rest) && !DOTS.test(rest);
}

/** What an open URL has before its `/*`, and its query; undefined for any other. */
export function openUrl(url: string): { readonly beginning: string; readonly query: string } | undefined {
  const path = pathOf(url);
  const beginning = beginningOf(path);
  return beginning === undefined ? undefined : { beginning, query: url.slice(path.length) };
}

/** A public URL as somebody may call it. */
export function callableUrl(url: string): string {
  const open = openUrl(url);
  return open ? open.beginning + open.query : url;
}
