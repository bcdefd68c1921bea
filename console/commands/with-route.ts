/** A line of the documentation about one route: its name in the place of the word for any. */
import { quoted } from './lines.js';

export function withRoute(line: string, route: string): string {
  return line
    .replace(/\/routes\/NAME\b/g, () => `/routes/${encodeURIComponent(route)}`)
    .replace(/\bROUTE\b/g, () => quoted(route));
}
