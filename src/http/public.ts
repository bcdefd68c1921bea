/**
 * The public port: from a request to the line and back. Admission comes first (route, method, address, limits), then
 * the body, then THE LINE (ingest.ts), then one answer and one trail.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Ingest } from '../line/ingest.js';
import { Outcome } from '../model/outcome.js';
import { answered, type DeliveryTrace, type Reporter, type Trail, type Unmatched } from '../model/trail.js';
import type { Route } from '../line/route.js';
import { collect, type BufferBudget } from '../line/receive.js';
import { refuseByHead } from '../line/verify.js';
import { MAX_HEADER_PAIRS, admit, refuseBusy, type Expectation } from './admission.js';
import { Connections } from './broken.js';
import { clientOf } from '../model/addresses.js';
import { isEvidence, type RefusedSink } from '../line/refused/refused-note.js';
import { addressOf, type ClientAddress } from './client-address.js';
import type { Inflater } from './inflater.js';
import type { PortRequest, PortResponse, RequestHead } from './port-exchange.js';
import type { Limits } from './plain/plain-connection.js';
import { servePlain } from './plain/port.js';
import { PortRequestMessage } from './port-request-message.js';
import { respond } from './respond.js';
import { createPort, onBrokenRequest, type PortTls } from './secure.js';
import type { FindRoute } from './find-route.js';
import type { FrontProxy } from './front-proxy.js';
import type { Skimmed, Skimmer } from './skim.js';
import type { Uploads } from './uploads.js';
import { pathOf, restOf } from '../model/paths.js';
import type { EpochClock, MonotonicClock } from '../model/time.js';
import { Way } from '../model/way.js';

/** What may be swapped by a reload, and what changes while we drain. Read at each request. */
export interface Live {
  readonly routes: {
    readonly find: FindRoute;
    /** Name of the route whose path somebody most likely meant. */
    readonly nearest: (path: string) => string | undefined;
  };
  readonly maxInFlight: number;
  readonly clientAddress: ClientAddress;
  readonly draining: boolean;
}

export interface PublicParts {
  readonly live: () => Live;
  readonly ingest: Ingest;
  readonly reporter: Pick<Reporter, 'delivery' | 'fault'>;
  readonly budget: BufferBudget;
  readonly uploads: Uploads;
  readonly skimmer: Skimmer;
  readonly inflater: Inflater;
  /** Keeps what was refused. */
  readonly refused: RefusedSink;
  /** Finds the proxy in front whose address stands for everybody; undefined if the operator named proxies. */
  readonly frontProxy: () => FrontProxy | undefined;
  /** Requests being handled on this port. */
  readonly inFlight: { count: number };
  readonly now: MonotonicClock;
  readonly clock: EpochClock;
  /** Left out: plain HTTP. */
  readonly tls?: PortTls | undefined;
  /** Reads connections itself as long as what comes on them is of the plainest kind. */
  readonly plain: boolean;
  /** Begins a delivery's trace; undefined if nobody asked for traces. `path` is the route's own. */
  readonly trace?: BeginTrace | undefined;
}

export type BeginTrace = (request: RequestHead, path: string | undefined) => DeliveryTrace;

/** Milliseconds that a connection has for each. */
const LIMITS: Limits = { headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 65_000 };
/** How often slow connections and uploads are looked for. */
const LOOK_MS = 1_000;

type Begin = (
  request: PortRequest,
  response: PortResponse,
  expects?: Expectation,
  /** Tells a source that asked to send its body. */
  goOn?: () => void,
) => void;

export function createPublicServer(parts: PublicParts): Server {
  const connections = new Connections();
  /** A fault in the answer's way costs one delivery its answer, and never the process. */
  const begin: Begin = (request, response, expects, goOn) => {
    serve(parts, request, response, expects, goOn).catch((error: unknown) => {
      parts.reporter.fault(error);
      response.destroy();
    });
  };
  const server = createNodeServer(parts.tls, connections, begin);
  if (parts.plain) {
    servePlain(server, {
      ...{ limits: LIMITS, lookEvery: LOOK_MS, begin },
      brokeOff: (response) => {
        connections.began(response);
      },
    });
  }
  const slow = setInterval(() => {
    parts.uploads.endSlow();
  }, LOOK_MS).unref();
  server.on('close', () => {
    clearInterval(slow);
  });
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    connections.refuseTunnel(socket);
    note(parts, parts.live().clientAddress(request), new Outcome('method_not_allowed'), 405);
  });
  onBrokenRequest(server, (error, socket) => {
    const status = connections.refuse(error, socket);
    // A connection on which nothing came is nobody's delivery.
    if (status === undefined || !(socket instanceof Socket) || socket.bytesRead === 0) return;
    note(parts, addressOf(socket), new Outcome('malformed', { reason: 'framing', status }), status);
  });
  return server;
}

/** Begins every request that Node's HTTP server reads. */
function createNodeServer(tls: PortTls | undefined, connections: Connections, begin: Begin): Server {
  function handle(request: IncomingMessage, response: ServerResponse, expects?: Expectation): void {
    connections.began(response);
    begin(request, response, expects, () => {
      response.writeContinue();
    });
  }

  const server = createPort(
    {
      IncomingMessage: PortRequestMessage,
      ...LIMITS,
      connectionsCheckingInterval: LOOK_MS,
      // Node's own refusal of a request without Host does not have our form.
      requireHostHeader: false,
    },
    tls,
    (request, response) => {
      handle(request, response);
    },
  );
  server.maxHeadersCount = MAX_HEADER_PAIRS + 1;
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response, 'continue');
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response, 'unknown');
  });
  return server;
}

async function serve(
  parts: PublicParts,
  request: PortRequest,
  response: PortResponse,
  expects?: Expectation,
  goOn?: () => void,
): Promise<void> {
  const { inFlight, budget, skimmer } = parts;
  const live = parts.live();
  const target = originForm(request.url ?? '');
  const found = live.routes.find(target);
  const client = live.clientAddress(request);
  const trail = newTrail(parts, found, client, found ? undefined : unmatched(live, target));
  trail.trace = parts.trace?.(request, found?.path);
  const route = admit(request, found, client, inFlight.count, live.maxInFlight, expects);
  if (route instanceof Outcome) {
    finish(parts, trail, found, response, route);
    return;
  }
  const refused = refuseByHead(route, request);
  if (refused) {
    const read = expects === undefined ? await skimmer.skim(route.name, request) : UNREAD;
    finish(parts, trail, route, response, refused, { ...read, byHead: true });
    return;
  }
  if (expects === 'continue') goOn?.();
  const body = await upload(parts, route, request, client);
  if (!Buffer.isBuffer(body)) {
    finish(parts, trail, route, response, body ?? new Outcome('malformed', { reason: 'aborted' }));
    return;
  }
  const seen = { body, cut: false, byHead: false };
  const plain =
    route.source.contentEncoding === 'refuse'
      ? { body, held: 0 }
      : await parts.inflater.open(route, request, body, shareholder(parts, trail.client));
  if (plain instanceof Outcome) {
    budget.used -= body.length;
    finish(parts, trail, route, response, plain, seen);
    return;
  }
  const busy = refuseBusy(route, inFlight.count, live.maxInFlight);
  inFlight.count++;
  route.inFlight.count++;
  try {
    let outcome = busy;
    try {
      outcome ??= await line(parts, route, request, target, plain.body, trail);
    } catch (error) {
      outcome = ourFault(parts, error);
    }
    finish(parts, trail, route, response, outcome, seen);
  } finally {
    budget.used -= body.length + plain.held;
    inFlight.count--;
    route.inFlight.count--;
  }
}

/** What was read of a request that is refused. */
interface Seen extends Skimmed {
  /** It was refused for its headers. */
  readonly byHead: boolean;
}

const UNREAD: Seen = { body: undefined, cut: true, byHead: false };

/** The body, within what its client and its route may take of the room that all have together. */
function upload(
  parts: PublicParts,
  route: Route,
  request: PortRequest,
  client: string,
): Promise<Buffer | Outcome | undefined> | Outcome {
  const share = parts.uploads.begin(route.name, route.maxBodySize, shareholder(parts, client));
  return share instanceof Outcome ? share : collect(request, route.maxBodySize, parts.budget, share);
}

/** Whose share of the room a client uses; undefined for the proxy that stands for everybody. */
function shareholder({ frontProxy }: PublicParts, client: string): string | undefined {
  return client === frontProxy()?.address ? undefined : clientOf(client);
}

/** A target with scheme and host, as one writes to a proxy: the host is whoever wrote it, so it counts for nothing. */
function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const [whole] = /^https?:\/\/[^/?]*/i.exec(target) ?? [];
  if (whole === undefined) return target;
  const rest = target.slice(whole.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function unmatched({ routes }: Live, target: string): Unmatched {
  const path = pathOf(target);
  return { path, nearest: () => routes.nearest(path) };
}

/** Begins at receipt: nobody reads either clock for it a second time. */
function newTrail(
  parts: PublicParts,
  route: Route | undefined,
  client: string,
  unmatchedBy?: Unmatched,
): Trail {
  const startedAt = parts.now();
  return {
    route: route?.name ?? '_unmatched',
    destination: route === undefined || route.several ? undefined : route.destinations[0].name,
    receivedAt: parts.clock(),
    startedAt,
    bodyReadAt: startedAt,
    way: new Way(parts.now),
    client,
    bodyBytes: 0,
    key: undefined,
    messageId: undefined,
    sourceId: undefined,
    event: undefined,
    secret: undefined,
    scheme: undefined,
    timestampAge: undefined,
    eventMismatch: false,
    droppedHeaders: undefined,
    claims: [],
    attempt: undefined,
    withoutDedupe: false,
    outcome: undefined,
    status: undefined,
    unmatched: unmatchedBy,
    takenFrom: undefined,
    trace: undefined,
  };
}

/** Told as one that passes: the source must come again. */
function ourFault({ reporter }: PublicParts, error: unknown): Outcome {
  reporter.fault(error);
  return new Outcome('overloaded', { reason: 'internal' });
}

function line(
  parts: PublicParts,
  route: Route,
  request: RequestHead,
  target: string,
  body: Buffer,
  trail: Trail,
): Promise<Outcome> {
  trail.bodyReadAt = parts.now();
  trail.bodyBytes = body.length;
  const delivery = {
    method: request.method ?? '',
    target,
    rest: route.beginning === undefined ? undefined : restOf(route.beginning, target),
    rawHeaders: request.rawHeaders,
    body,
    receivedAt: trail.receivedAt,
  };
  return parts.ingest(route, delivery, trail);
}

function finish(
  parts: PublicParts,
  trail: Trail,
  route: Route | undefined,
  response: PortResponse,
  outcome: Outcome,
  seen: Seen = UNREAD,
): void {
  try {
    tell(parts, trail, route, response, outcome);
  } catch (error) {
    if (response.headersSent) throw error;
    tell(parts, trail, route, response, ourFault(parts, error));
  }
  parts.reporter.delivery(trail);
  if (isEvidence(outcome.code)) keepRefused(parts, trail, route, response.req, seen);
  trail.trace?.end(trail);
  // A secret matched: it is genuine.
  if (trail.secret !== undefined) parts.frontProxy()?.genuine(trail.client);
}

function keepRefused(
  { refused }: PublicParts,
  trail: Trail,
  route: Route | undefined,
  { method = '', url = '', rawHeaders }: RequestHead,
  { body, cut, byHead }: Seen,
): void {
  refused.note({ trail, route, method, target: originForm(url), rawHeaders, body, bodyCut: cut, byHead });
}

function tell(
  parts: PublicParts,
  trail: Trail,
  route: Route | undefined,
  response: PortResponse,
  outcome: Outcome,
): void {
  trail.outcome = outcome;
  const status = respond(response, {
    outcome,
    messageId: trail.messageId,
    destination: route?.several === true ? trail.destination : undefined,
    refusalBody: route?.source.refusalBody,
    acknowledgement: route?.source.acknowledgement,
    relay: route?.relay ?? 'answer',
    allow: route?.source.allow ?? 'POST',
    close: parts.live().draining || !response.req.complete,
  });
  answered(trail, status);
}

/** What was answered on the bare socket: no request that node's parser could read, or none that has an answer of its own. */
function note(parts: PublicParts, client: string, outcome: Outcome, status: number): void {
  const trail = newTrail(parts, undefined, client);
  trail.outcome = outcome;
  answered(trail, status);
  parts.reporter.delivery(trail);
}
