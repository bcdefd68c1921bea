/**
 * What a result of `verify` has beside what it shows: the verified delivery itself. So the dedupe helper takes nothing
 * that was not verified, and reads the same values as the gateway. Each entry of the package has an engine of its own,
 * hence a symbol that all of them know; what is JSON or a copy has none.
 */
import type { Scheme } from '../schemes/spec.js';
import type { Verified } from '../schemes/engine/verify.js';

const GENUINE = Symbol.for('standard-webhooks-gateway: genuine 1');

export interface Genuine {
  /** The scheme as the program gave it: a name, or a description. */
  readonly given: string | Scheme;
  readonly scheme: Scheme;
  readonly verified: Verified;
}

/** @returns the same object; what it carries is not listed and not printed */
export function asGenuine<Result extends object>(result: Result, genuine: Genuine): Result {
  return Object.defineProperty(result, GENUINE, { value: genuine });
}

/** @returns undefined for anything but a result of this package, or what `withMore` made of one */
export function genuineOf(result: unknown): Genuine | undefined {
  if (typeof result !== 'object' || result === null) return undefined;
  return (result as { readonly [GENUINE]?: Genuine })[GENUINE];
}

/** The result with further members. */
export function withMore<Result extends object, More extends object>(
  result: Result,
  more: More,
): Result & More {
  const genuine = genuineOf(result);
  const both = { ...result, ...more };
  return genuine ? asGenuine(both, genuine) : both;
}
