/**
 * What an unsigned name or id may look like. Nobody signed it, so it is held to the form in which its provider writes
 * it; anything else is a forgery or a mistake. Shapes are a closed list: a pattern of a user's own could take any time.
 */
import type { Shape } from '../spec.js';

const PATTERNS: Readonly<Record<Shape, RegExp>> = {
  a_b: /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/,
  // Shopify has names with a dot among those with a slash.
  'a/b': /^[a-z][a-z0-9_]*(?:[/.][a-z0-9][a-z0-9_]*)+$/,
  'a.b': /^[a-z][a-z0-9_]*(?:\.[a-z0-9][a-z0-9_]*)*$/,
  'a:b': /^[a-z][a-z0-9_]*(?::[a-z0-9][a-z0-9_]*)+$/,
  A_B: /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/,
  'A b': /^[A-Z][A-Za-z]*(?: [A-Za-z]+)*$/,
  uuid: /^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$/,
  hex: /^[0-9A-Fa-f]{16,64}$/,
  token: /^[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}$/,
};
const MAX_LENGTH = 128;

export function hasShape(value: string, shape: Shape): boolean {
  return value.length <= MAX_LENGTH && PATTERNS[shape].test(value);
}
