/**
 * Admission: whether a request's body is worth reading, by what is known before it comes. A ladder: the first rung that
 * does not hold is the outcome.
 */
import { namesCoding } from '../line/content-encoding.js';
import type { Route } from '../line/route.js';
import type { RawHeaders } from '../model/delivery.js';
import { Outcome } from '../model/outcome.js';
import { REPEATED, headerOf } from '../schemes/engine/headers.js';
import type { RequestHead } from './port-exchange.js';

/** More header pairs than any provider sends; node drops what is beyond its own limit without a word. */
export const MAX_HEADER_PAIRS = 100;

/** What `Expect` asks: to be told before the body is sent, or something nobody knows. */
export type Expectation = 'continue' | 'unknown';

/**
 * @param client the source's address
 * @param inFlight requests being handled, over all routes; may be `maxInFlight` at the most
 * @returns the route where the body is to be read
 */
export function admit(
  request: RequestHead,
  route: Route | undefined,
  client: string,
  inFlight: number,
  maxInFlight: number,
  expects: Expectation | undefined,
): Route | Outcome {
  if (request.rawHeaders.length > 2 * MAX_HEADER_PAIRS)
    return new Outcome('malformed', { reason: 'too_many_headers', status: 431 });
  if (!route) return new Outcome('not_found');
  const limited = route.rates.limitClient?.(client);
  if (limited) return limited;
  const { method = '' } = request;
  if (!takesMethod(route, method)) return new Outcome('method_not_allowed');
  if (!route.allowsClient(client)) return new Outcome('forbidden');
  const busy = refuseBusy(route, inFlight, maxInFlight);
  if (busy) return busy;
  if (expects === 'unknown') return new Outcome('malformed', { reason: 'expectation', status: 417 });
  return refuseByHeaders(request, route) ?? refuseBodyOfGet(route, method, request) ?? route;
}

/** Asked before the body is read, to spare the way, and again behind it: uploads are no deliveries in flight. */
export function refuseBusy(route: Route, inFlight: number, maxInFlight: number): Outcome | undefined {
  if (inFlight >= maxInFlight) return new Outcome('overloaded', { reason: 'in_flight' });
  if (route.inFlight.count >= route.maxInFlight)
    return new Outcome('overloaded', { reason: 'route_in_flight' });
  return undefined;
}

function takesMethod({ source }: Route, method: string): boolean {
  return source.delivers(method) || source.handshakeMethods.has(method);
}

/** Its query is what it says; a body beside it is in nobody's signature. */
function refuseBodyOfGet(
  { source }: Route,
  method: string,
  { rawHeaders }: RequestHead,
): Outcome | undefined {
  if (method !== 'GET' || !source.delivers(method)) return undefined;
  const length = headerOf(rawHeaders, 'content-length');
  const has =
    (length !== undefined && length !== '0') || headerOf(rawHeaders, 'transfer-encoding') !== undefined;
  return has ? malformed('body_in_get') : undefined;
}

function refuseByHeaders(
  { rawHeaders, httpVersion }: RequestHead,
  { maxBodySize, source }: Route,
): Outcome | undefined {
  return (
    refuseVersion(httpVersion) ??
    refuseHost(rawHeaders, httpVersion) ??
    refuseContentEncoding(rawHeaders, source) ??
    refuseTransferEncoding(rawHeaders, httpVersion) ??
    refuseContentType(rawHeaders) ??
    refuseContentLength(rawHeaders, maxBodySize)
  );
}

/** Node's parser also lets pass what says it is HTTP/0.9 or HTTP/2.0. */
function refuseVersion(httpVersion: string): Outcome | undefined {
  return httpVersion === '1.1' || httpVersion === '1.0' ? undefined : malformed('framing');
}

function refuseHost(rawHeaders: RawHeaders, httpVersion: string): Outcome | undefined {
  const host = headerOf(rawHeaders, 'host');
  if (host === REPEATED) return malformed('repeated_header');
  return host === undefined && httpVersion === '1.1' ? malformed('no_host') : undefined;
}

function refuseContentEncoding(
  rawHeaders: RawHeaders,
  { contentEncoding }: Route['source'],
): Outcome | undefined {
  const encoding = headerOf(rawHeaders, 'content-encoding');
  if (encoding === undefined) return undefined;
  if (encoding === REPEATED) return malformed('repeated_header');
  if (!namesCoding(encoding)) return undefined;
  if (contentEncoding !== 'refuse' && encoding.toLowerCase() === 'gzip') return undefined;
  return new Outcome('unsupported_encoding', { reason: 'content_encoding' });
}

function refuseTransferEncoding(rawHeaders: RawHeaders, httpVersion: string): Outcome | undefined {
  const transfer = headerOf(rawHeaders, 'transfer-encoding');
  if (transfer === undefined) return undefined;
  if (httpVersion === '1.0') return malformed('framing');
  if (transfer !== REPEATED && transfer.toLowerCase() === 'chunked') return undefined;
  return new Outcome('unsupported_encoding', { reason: 'transfer_encoding', status: 501 });
}

function refuseContentType(rawHeaders: RawHeaders): Outcome | undefined {
  return headerOf(rawHeaders, 'content-type') === REPEATED ? malformed('repeated_header') : undefined;
}

function refuseContentLength(rawHeaders: RawHeaders, maxBodySize: number): Outcome | undefined {
  const length = headerOf(rawHeaders, 'content-length');
  const tooLarge = typeof length === 'string' && Number(length) > maxBodySize;
  return tooLarge ? new Outcome('too_large', { reason: 'content_length' }) : undefined;
}

function malformed(reason: string): Outcome {
  return new Outcome('malformed', { reason });
}
