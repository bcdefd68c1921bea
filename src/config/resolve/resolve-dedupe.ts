/** Dedupe, resolved: how long an accepted delivery is remembered, and what makes two deliveries one. */
import type { Scheme } from '../../schemes/spec.js';
import { signsHeader } from '../../schemes/rules/unsigned.js';
import { duration } from '../../model/units.js';
import { LONGEST } from '../../checks/fields.js';
import { member, type Report } from '../../checks/report.js';
import type { DedupeConfig, SourceConfig } from '../config.js';
import type { RouteShape } from '../schema.js';
import { retrySpan, spanText } from './resolve-source.js';
import { resolvedFrom } from './resolved-from.js';

type Key = DedupeConfig['key'];
export type KeyPart = Exclude<Key, readonly unknown[]>;

const MINUTE = 60_000;
const USUAL_WINDOW = 96 * 60 * MINUTE;
export const SHORTEST_WINDOW = 10 * MINUTE;
/** Of a signed time: what is past its tolerance is refused anyway, but not before clocks agree on it. */
const MARGIN = 5 * MINUTE;

export function resolveDedupe(
  given: RouteShape['dedupe'],
  source: SourceConfig | undefined,
  path: string,
  report: Report,
): DedupeConfig | false {
  if (given === false) return false;
  if (source) checkKey(given.key, source.scheme, member(path, 'key'), report);
  const window = given.window ?? (source ? defaultWindow(source, given.key).window : USUAL_WINDOW);
  return resolvedFrom(given, { window });
}

export interface DefaultWindow {
  /** Milliseconds. */
  readonly window: number;
  /** Why, for people. */
  readonly because: string;
}

/**
 * Long enough for the provider's retries and for as long as a copy is taken; but if two events may have equal bytes, no
 * longer than the retries, because the second of them would be lost.
 */
export function defaultWindow(
  { scheme, tolerance }: Pick<SourceConfig, 'scheme' | 'tolerance'>,
  key: Key,
): DefaultWindow {
  const retries = retrySpan(scheme);
  if (scheme.equalBytes !== undefined && restsOnDefault(key, scheme)) {
    const window = Math.max(SHORTEST_WINDOW, Math.ceil((retries * 11) / 10));
    return {
      window,
      because: `two events may have equal bytes, so no longer than ${window === SHORTEST_WINDOW ? 'ten minutes, which the retries need' : "the provider's retries and a tenth"}`,
    };
  }
  const taken = takenFor(scheme, tolerance);
  const [longest = { window: USUAL_WINDOW, because: '' }] = [
    { window: USUAL_WINDOW, because: 'what is usual' },
    { window: Math.ceil(retries * 1.25), because: `the ${spanText(retries)} of retries and a quarter` },
    {
      window: taken === undefined ? 0 : taken.past + taken.future + MARGIN,
      because: 'as long as a copy could be taken by its signed time',
    },
  ].sort((a, b) => b.window - a.window);
  return { ...longest, window: Math.min(longest.window, LONGEST) };
}

export interface TakenFor {
  /** Milliseconds. */
  readonly past: number;
  readonly future: number;
}

/** How far from now a signed time may lie; undefined if none is signed, or any is fine. */
export function takenFor({ time }: Scheme, tolerance: SourceConfig['tolerance']): TakenFor | undefined {
  if (!time) return undefined;
  const allowed = tolerance ?? time.tolerance;
  if (allowed === 'off') return undefined;
  if (typeof allowed === 'number') return { past: allowed, future: allowed };
  if (typeof allowed === 'string') return { past: duration(allowed), future: duration(allowed) };
  const { past, future } = allowed;
  return { past: duration(past), future: future === undefined ? 0 : duration(future) };
}

/** Whether nothing genuine of the route's own choice stands beside what the scheme says of two deliveries. */
function restsOnDefault(key: Key, scheme: Scheme): boolean {
  const parts = keyParts(key);
  return parts.includes('default') && parts.every((part) => part === 'default' || isUnsigned(part, scheme));
}

export function keyParts(key: Key): readonly KeyPart[] {
  return Array.isArray(key) ? key : [key];
}

/** Whether a part of the key is a header that nobody signed. */
export function isUnsigned(part: KeyPart, scheme: Scheme): boolean {
  return typeof part === 'object' && 'header' in part && !signsHeader(scheme, part.header);
}

function checkKey(key: Key, scheme: Scheme, path: string, report: Report): void {
  const parts = keyParts(key);
  const written = parts.map(partText);
  parts.forEach((part, i) => {
    const first = written.indexOf(partText(part));
    if (first < i) report.fault(member(path, i), `is the same as ${member(path, first)}; leave it out`);
  });
  parts.forEach((part, i) => {
    if (!isUnsigned(part, scheme) || (typeof part === 'object' && 'unsigned' in part)) return;
    report.fault(
      Array.isArray(key) ? member(path, i) : path,
      'this header is not signed: a stranger who copies one genuine delivery sends it again under another value, or ahead under the value of one to come, and the gateway loses that one as a duplicate; if that may be, say { header: NAME, unsigned: true }',
    );
  });
}

/** Equal for two parts that read the same value. */
function partText(part: KeyPart): string {
  if (part === 'default') return part;
  return 'header' in part ? `header ${part.header.toLowerCase()}` : `json ${part.json}`;
}
