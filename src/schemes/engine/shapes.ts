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

/** The same for people. */
export const SHAPE_WORDS: Readonly<Record<Shape, string>> = {
  a_b: 'lower case letters, digits and _, such as push or pull_request',
  'a/b': 'lower case words with / or . between them, such as orders/create',
  'a.b': 'lower case words, which may have . between them, such as lead.created',
  'a:b': 'lower case words with : between them, such as repo:push',
  A_B: 'upper case letters, digits and _, such as ORDER_PAID',
  'A b': 'words of letters, the first with a capital, such as Push Hook',
  uuid: 'a UUID',
  hex: '16 to 64 hex digits',
  token: 'letters, digits and . _ : / + = -',
};

export function hasShape(value: string, shape: Shape): boolean {
  return value.length <= MAX_LENGTH && PATTERNS[shape].test(value);
}

const A_UUID = '00000000-0000-0000-0000-000000000000';

/** Whether something of the shape begins so. */
export function beginsShape(beginning: string, shape: Shape): boolean {
  const ends = ['', 'a', 'A', '/a', 'a/a', ':a', 'a:a', '0'.repeat(16), A_UUID.slice(beginning.length)];
  return ends.some((end) => hasShape(beginning + end, shape));
}
