/**
 * Where a key may come from. An address that a delivery names is taken only if it is written in one way: https, a host of
 * the scheme's patterns, no port, no user, no query, no fragment. Nothing is read by WHATWG's tolerant parser alone: the
 * text must be exactly what the parser writes of it, so that nobody reads it in another way.
 */
import { asUrl } from '../../model/as-url.js';
import type { Keys } from '../spec.js';

/** Longer than any provider's address of a key. */
const MAX_ADDRESS = 512;

/** A host: lower-case labels, `*` for a whole one, two without it at the end at least. */
const HOST_PATTERN =
  /^(?:(?:\*|[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.[a-z]{2,}$/;
const PATH_PATTERN = /^(?:\/(?:[A-Za-z0-9._~-]|\*)*)+$/;

export function hostPatternFault(pattern: string): string | undefined {
  return HOST_PATTERN.test(pattern) && pattern.length <= 253 ? undefined : 'is no host';
}

export function pathPatternFault(pattern: string): string | undefined {
  return PATH_PATTERN.test(pattern) ? undefined : 'is no path';
}

export type Pin = (host: string) => boolean;

/** `*` stands for one label of letters, digits and hyphens, never for several. */
export function createHostPin(patterns: readonly string[]): Pin {
  const known = patterns.map((pattern) => matcherOf(pattern, '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'));
  return (host) => known.some((one) => one.test(host));
}

export function createPathPin(patterns: readonly string[] | undefined): Pin {
  if (!patterns) return () => true;
  const known = patterns.map((pattern) => matcherOf(pattern, '[A-Za-z0-9_-]{1,128}'));
  return (path) => known.some((one) => one.test(path));
}

function matcherOf(pattern: string, star: string): RegExp {
  const text = pattern.replace(/[.*+?^${}()|[\]\\/~]/g, (special) =>
    special === '*' ? star : `\\${special}`,
  );
  return new RegExp(`^${text}$`);
}

export interface NamedAddress {
  readonly hosts: Pin;
  readonly paths: Pin;
  /** Whether a query may stand in it: in one that was signed. */
  readonly mayHaveQuery?: boolean;
}

/** @returns the address, or undefined if it is not one that the scheme lets a delivery name */
export function namedAddress(
  text: string,
  { hosts, paths, mayHaveQuery = false }: NamedAddress,
): URL | undefined {
  if (text.length > MAX_ADDRESS * (mayHaveQuery ? 4 : 1) || !/^https:\/\/[a-z0-9]/.test(text))
    return undefined;
  const url = asUrl(text);
  // What the parser had to change, another one may read otherwise.
  if (url?.href !== text || url.protocol !== 'https:') return undefined;
  if (url.username !== '' || url.password !== '' || url.port !== '') return undefined;
  if (/[#\\@]/.test(text) || (!mayHaveQuery && text.includes('?'))) return undefined;
  return hosts(url.hostname) && paths(url.pathname) ? url : undefined;
}

/**
 * @returns what reads the signed address with which a provider's question is confirmed: undefined for one that is not at
 * a host of the scheme's keys
 */
export function createConfirmReader({ certificate, hosts }: Keys = {}): (address: string) => URL | undefined {
  const place = {
    hosts: createHostPin(certificate?.hosts ?? hosts ?? []),
    paths: createPathPin(undefined),
    mayHaveQuery: true,
  };
  return (address) => namedAddress(address, place);
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** What is wrong with an address that stands in a configuration or in a scheme; undefined if nothing is. */
export function writtenAddressFault(text: string): string | undefined {
  const url = asUrl(text);
  if (!url) return 'is not a URL';
  if (url.username !== '' || url.password !== '') return 'may hold no user and no password';
  if (url.hash !== '') return 'may have no fragment (#…)';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol === 'http:' && LOOPBACK.test(url.hostname)) return undefined;
  return 'must be https (http is taken on loopback alone): whoever changes the answer on its way could sign everything';
}
