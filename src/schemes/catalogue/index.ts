import type { Scheme } from '../spec.js';
import { namesAToL } from './names-a-to-l.js';
import { namesMToZ } from './names-m-to-z.js';

/** The built-in schemes by name, in alphabetical order. One provider, one file; the engine knows none of these names. */
export const schemes: Readonly<Record<string, Scheme>> = Object.freeze(
  Object.assign(Object.create(null) as Record<string, Scheme>, namesAToL, namesMToZ),
);
