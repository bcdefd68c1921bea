import type { BuiltInScheme } from '../spec.js';
import * as providers from './providers.js';

/** The built-in schemes by name, in alphabetical order. One provider, one file; the engine knows none of these names. */
export const schemes: Readonly<Record<string, BuiltInScheme>> = Object.freeze(named(providers));

/** `plivoV2` describes `plivo-v2`. */
export type SchemeName = Kebab<keyof typeof providers>;

type Kebab<Text extends string> = Text extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Kebab<Rest>}`
  : '';

function named(exported: Readonly<Record<string, BuiltInScheme>>): Record<string, BuiltInScheme> {
  const entries = Object.entries(exported).map(([name, scheme]) => [schemeName(name), scheme] as const);
  entries.sort(([one], [other]) => (one < other ? -1 : 1));
  // Without a prototype, so that a name from outside finds a scheme or nothing.
  return Object.assign(Object.create(null) as Record<string, BuiltInScheme>, Object.fromEntries(entries));
}

/** `plivoV2` describes `plivo-v2`: each capital begins a word. */
function schemeName(exported: string): string {
  return exported.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}
