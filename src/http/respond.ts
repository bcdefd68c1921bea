/**
 * Outcomes as HTTP answers. An allowlist decides what is relayed of the receiver's; our own say no more than the code.
 */
import { OUTCOMES, type Outcome, type OutcomeCode, type ReceiverAnswer } from '../model/outcome.js';
import type { Acknowledgement, Scheme } from '../schemes/spec.js';
import type { Route } from '../line/route.js';
import type { PortRequest, PortResponse } from './port-exchange.js';

export interface Answer {
  readonly outcome: Outcome;
  readonly messageId: string | undefined;
  /** Of several, the one whose verdict is told. */
  readonly destination?: string | undefined;
  readonly refusalBody: Scheme['refusalBody'];
  /** What the source's scheme insists on hearing when its delivery was taken. */
  readonly acknowledgement: Acknowledgement | undefined;
  readonly relay: Route['relay'];
  /** Methods by which deliveries come. */
  readonly allow: string;
  /** The gateway drains, or the body was not read to its end. */
  readonly close: boolean;
}

const ACKNOWLEDGED: ReadonlySet<OutcomeCode> = new Set(['accepted', 'queued', 'duplicate', 'filtered']);

/** @returns the status sent. */
export function respond(response: PortResponse, answer: Answer): number {
  const { outcome, messageId, acknowledgement, relay } = answer;
  const headers: string[] = ['Webhook-Gateway-Outcome', outcome.code];
  if (messageId !== undefined) headers.push('Webhook-Gateway-Id', messageId);
  if (answer.destination !== undefined) headers.push('Webhook-Gateway-Destination', answer.destination);
  if (answer.close) headers.push('Connection', 'close');
  const { receiver, reply } = outcome;
  if (reply) return send(response, reply.status, [...headers, ...reply.headers], reply.body);
  if (receiver) headers.push('Webhook-Gateway-Receiver-Status', String(receiver.status));

  if (acknowledgement && ACKNOWLEDGED.has(outcome.code)) {
    const body = Buffer.from(acknowledgement.body ?? '');
    if (body.length > 0)
      headers.push('Content-Type', acknowledgement.contentType ?? 'text/plain; charset=utf-8');
    return send(response, acknowledgement.status, headers, body);
  }
  if (receiver) {
    if (fits(receiver.retryAfter, RETRY_AFTER)) headers.push('Retry-After', receiver.retryAfter);
    if (relay === 'status') return send(response, outcome.status, headers, EMPTY);
    return send(response, outcome.status, headers, relayed(receiver, headers));
  }
  if (outcome.status < 300) {
    headers.push('Content-Type', 'application/json');
    return send(response, outcome.status, headers, Buffer.from(saidOf(outcome.code, messageId)));
  }
  if (outcome.retryAfter !== undefined) headers.push('Retry-After', String(outcome.retryAfter));
  if (outcome.code === 'method_not_allowed') headers.push('Allow', answer.allow);
  if (answer.refusalBody === 'none') return send(response, outcome.status, headers, EMPTY);
  headers.push('Content-Type', 'application/problem+json');
  return send(response, outcome.status, headers, Buffer.from(problem(outcome.code, outcome.status)));
}

/** @returns the body to relay; adds to the headers what says how to read it. */
function relayed({ body, contentType, contentEncoding }: ReceiverAnswer, headers: string[]): Buffer {
  if (body.length === 0) return body;
  // Bytes in a coding that cannot be named are nothing to anyone.
  if (contentEncoding !== undefined && !fits(contentEncoding, VALUE)) return EMPTY;
  if (fits(contentType, VALUE)) headers.push('Content-Type', contentType);
  if (contentEncoding !== undefined) headers.push('Content-Encoding', contentEncoding);
  return body;
}

/** RFC 9457. `type` is the outcome's place in the documentation that ships with the gateway. */
export function problem(code: OutcomeCode, status: number): string {
  const { title } = OUTCOMES[code];
  return JSON.stringify({ type: `/docs/outcomes.md#${code}`, title, status, code });
}

/** Who sends a delivery again by hand reads the answer in the provider's log, and is told there how it passes. */
const DUPLICATE_HELP =
  'Accepted or stored before. `webhook-gateway forget ID` lets the next copy pass; if the route keeps bodies, `webhook-gateway replay ID` delivers this one again.';
const HELP_MEMBER = `,"help":${JSON.stringify(DUPLICATE_HELP)}`;

/** JSON, put together by hand: many a duplicate is answered so. */
function saidOf(code: OutcomeCode, messageId: string | undefined): string {
  const id = messageId === undefined ? '' : `,"id":${JSON.stringify(messageId)}`;
  return `{"outcome":"${code}"${id}${code === 'duplicate' ? HELP_MEMBER : ''}}`;
}

const EMPTY = Buffer.alloc(0);
const VALUE = /^[\x20-\x7e]{1,256}$/;
/** Seconds or an HTTP date. */
const RETRY_AFTER = /^(?:\d{1,9}|[A-Z][a-z]{2}, [0-9A-Za-z: ]{20,24})$/;

function fits(value: string | undefined, pattern: RegExp): value is string {
  return value !== undefined && pattern.test(value);
}

/** A source that is still sending when it is refused gets this long to read the answer before the socket closes. */
const LINGER_MS = 1_000;

/** Up to here copying a body is cheaper than writing two pieces. */
const SHORT = 2_048;

/** @param headers names and values in turn. @returns the status sent. */
export function send(response: PortResponse, status: number, headers: string[], body: Buffer): number {
  const bodiless = status === 204 || status === 205 || status === 304;
  if (!bodiless) headers.push('Content-Length', String(body.length));
  response.writeHead(status, headers);
  if (!response.req.complete) endAfterUpload(response, bodiless ? EMPTY : body);
  else if (bodiless) response.end();
  // As text, every byte a character, a short body goes out with the head in one piece.
  else if (body.length <= SHORT) response.end(body.toString('latin1'), 'latin1');
  else response.end(body);
  return status;
}

/** Closing at once would reset the connection under a source that has not read the answer yet. */
function endAfterUpload(response: PortResponse, body: Buffer): void {
  response.write(body);
  let ended = false;
  const timer = setTimeout(end, LINGER_MS);
  letPass(response.req, end);

  function end(): void {
    if (ended) return;
    ended = true;
    clearTimeout(timer);
    response.end();
  }
}

/** @param over called when the body has ended or its source is gone */
function letPass(request: PortRequest, over: () => void): void {
  if ('letPass' in request) request.letPass(over);
  else request.once('end', over).once('close', over).resume();
}
