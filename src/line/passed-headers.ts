/**
 * The source's headers that go on to the receiver: chosen by an allowlist, never by a denylist. What is asked for and
 * came, and cannot go on, is named to the receiver and in the log.
 */
import type { Leg } from '../config/config.js';
import { signersOf } from '../config/secrets/signers.js';
import type { RawHeaders } from '../model/delivery.js';
import type { RandomHex } from '../model/ids.js';
import { REPEATED, headerOf, informationHeader } from '../schemes/engine/headers.js';

export const TRACEPARENT = 'traceparent';
/** https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACE = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const MAX_VALUE = 4096;

export interface Forwarded {
  /** Names and values in turn. */
  readonly headers: string[];
  /** Names of the headers that were asked for, came and cannot go on, separated by commas; undefined if there are none. */
  readonly dropped: string | undefined;
}

/**
 * @param signatureHeaders lower-case names no source may speak through, over all schemes
 * @param further names that go on beside the route's own
 * @returns what reads a delivery's headers. `unsignedNames` lists, of the passed ones (names and values in turn), those
 * that nobody signed, for the receiver. `trace` is the delivery's own `traceparent`, if it is traced here.
 */
export function createForwardedHeaders(
  leg: Leg,
  signatureHeaders: ReadonlySet<string>,
  randomHex: RandomHex,
  further: readonly string[] = [],
): (raw: RawHeaders, unsignedNames?: (passed: readonly string[]) => string, trace?: string) => Forwarded {
  const { source, destination } = leg;
  const names = lowerNames([...(source.scheme.carry ?? []), ...destination.forwardHeaders, ...further]);
  // What the operator or a scheme sets is not the source's to say again.
  // A name that the receiver has for the event stands in the headers that its schemes write.
  const isRenamed = Object.keys(destination.renameEvents).length > 0;
  const constants = signersOf(destination).flatMap(({ scheme: { requires = {}, writes = {} } }) => [
    ...Object.keys(requires),
    ...Object.keys(writes).filter((name) => isRenamed && writes[name]?.includes('{event}')),
  ]);
  const own = lowerNames([...Object.keys(destination.headers), ...constants]);
  const exact = [...names].filter((name) => !name.endsWith('*') && !isKept(name));
  const prefixes = [...names].filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));

  return function forwarded(received, unsignedNames, trace) {
    const raw = withoutConnectionHeaders(received);
    const headers: string[] = [];
    const dropped = new Dropped();
    for (const name of exact) pass(name, headerOf(raw, name), headers, dropped);
    if (prefixes.length > 0) forwardByPrefix(raw, headers, dropped);
    if (raw !== received) dropForThisHop(received, raw, dropped);
    const unsigned = unsignedNames?.(headers) ?? '';
    if (unsigned !== '') headers.push('Webhook-Gateway-Unsigned-Headers', unsigned);
    if (dropped.names !== undefined) headers.push('Webhook-Gateway-Dropped-Headers', dropped.names);
    headers.push(TRACEPARENT, trace ?? sentTrace(raw) ?? newTrace(randomHex));
    return { headers, dropped: dropped.names };
  };

  /** Asked of both sets: one of both for each route would be most of what a thousand routes take. */
  function isKept(name: string): boolean {
    return own.has(name) || signatureHeaders.has(name);
  }

  function isByPrefix(name: string): boolean {
    return prefixes.some((prefix) => name.startsWith(prefix)) && !exact.includes(name) && !isKept(name);
  }

  function forwardByPrefix(raw: RawHeaders, headers: string[], dropped: Dropped): void {
    for (let i = 0; i < raw.length; i += 2) {
      const name = raw[i]?.toLowerCase() ?? '';
      if (!isByPrefix(name)) continue;
      if (name.includes('_')) dropped.add(name);
      else pass(name, headerOf(raw, name), headers, dropped);
    }
  }

  function dropForThisHop(received: RawHeaders, raw: RawHeaders, dropped: Dropped): void {
    for (let i = 0; i < received.length; i += 2) {
      const name = received[i]?.toLowerCase() ?? '';
      const isWanted = exact.includes(name) || isByPrefix(name);
      if (isWanted && headerOf(raw, name) === undefined) dropped.add(name);
    }
  }
}

/** Names in lower case, each once. */
class Dropped {
  #names: string[] | undefined;

  add(name: string): void {
    this.#names ??= [];
    if (!this.#names.includes(name)) this.#names.push(name);
  }

  get names(): string | undefined {
    return this.#names?.join(', ');
  }
}

/** Which value of a repeated header counts, nobody can tell. */
function pass(name: string, value: ReturnType<typeof headerOf>, headers: string[], dropped: Dropped): void {
  if (value === undefined) return;
  if (value !== REPEATED && goesOn(value)) headers.push(name, value);
  else dropped.add(name);
}

/** Bytes beyond ASCII go on as they came, whatever they mean; control characters never do. */
function goesOn(value: string): boolean {
  return (
    value.length <= MAX_VALUE &&
    /^[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?$/.test(value)
  );
}

/** The headers that `Connection` names are meant for us alone (RFC 9110 §7.6.1). */
export function withoutConnectionHeaders(raw: RawHeaders): RawHeaders {
  let named = '';
  for (let i = 0; i < raw.length; i += 2) {
    if (raw[i]?.length === 10 && raw[i]?.toLowerCase() === 'connection') named += `,${raw[i + 1] ?? ''}`;
  }
  if (named === '' || named === ',keep-alive' || /^(?:, *(?:keep-alive|close) *)*$/i.test(named)) return raw;
  const names = lowerNames(named.split(',').map((name) => name.trim()));
  return raw.filter((_, i) => !names.has(raw[i - (i % 2)]?.toLowerCase() ?? ''));
}

function lowerNames(names: readonly string[]): Set<string> {
  return new Set(names.map((name) => name.toLowerCase()));
}

/** The `traceparent` that came, if it is one; anybody can write it. */
export function sentTrace(raw: RawHeaders): string | undefined {
  const given = informationHeader(raw, TRACEPARENT);
  return given !== undefined && TRACE.test(given) ? given : undefined;
}

/** A trace that begins here, and that nobody records. */
function newTrace(randomHex: RandomHex): string {
  const hex = randomHex(24);
  return `00-${hex.slice(0, 32)}-${hex.slice(32)}-00`;
}
