/** What is allowed but likely to hurt: choices that lose or repeat deliveries, and, of window-warnings.ts, times that do not fit. */
import { filtersEvents, wantNothing } from '../../policy/event-patterns.js';
import type { Scheme } from '../../schemes/spec.js';
import { formatDuration, formatSize } from '../../model/units.js';
import { legOf, type DedupeConfig, type GatewayConfig, type Leg, type RouteConfig } from '../config.js';
import { destinationPath } from '../destination-path.js';
import type { Warning } from '../../checks/fault.js';
import { apiWarning, keepingWarnings } from './keeping-warnings.js';
import { gateWarnings } from './gate-warnings.js';
import { member } from '../../checks/report.js';
import { isUnsigned, keyParts } from '../resolve/resolve-dedupe.js';
import { compressedFault } from '../../schemes/rules/coding-rules.js';
import { isGetAlone } from '../../schemes/rules/method-rules.js';
import { coversBody, namesIn, signsPath, signsQuery } from '../../schemes/rules/template.js';
import { unsignedEventHeaders } from '../../schemes/rules/unsigned.js';
import { signsPointer } from '../../schemes/rules/time-rules.js';
import { isLinkLocal, isLoopback } from '../resolve/urls.js';
import { secretWarnings } from './secret-warnings.js';
import { signingWarnings } from './signing-warnings.js';
import { windowWarnings } from './window-warnings.js';

/** An attempt that takes longer holds its connection, its claim and its memory all the while. */
const LONG_ATTEMPT = 120_000;

export function configWarnings(config: GatewayConfig): readonly Warning[] {
  const warnings: Warning[] = [];
  const warn = (path: string, message: string): void => void warnings.push({ path, message });
  if (config.store.url === 'memory:') {
    warn(
      'store.url',
      'memory: is for one process only and is forgotten on restart; give several replicas a Redis',
    );
  }
  bufferWarning(config, warn);
  apiWarning(config, warn);
  secretWarnings(config, warn);
  config.routes.forEach((route, i) => {
    const path = member('routes', i);
    windowWarnings(route, path, (at, message) => {
      warnings.push({ path: at, message, windowsOf: route.name });
    });
    queryWarnings(route, member(path, 'source'), warn);
    methodWarnings(route, member(path, 'source'), warn);
    codingWarnings(route, member(path, 'source'), warn);
    route.destinations.forEach((destination, k) => {
      const at = member(path, ...destinationPath(route, k));
      const leg = legOf(route, destination);
      destinationWarnings(leg, config, at, warn);
      signingWarnings(leg, at, warn);
    });
    eventWarnings(route, path, warn);
    dedupeWarnings(route, member(path, 'dedupe'), warn);
    keepingWarnings(route, path, warn);
    gateWarnings(route, config, path, warn);
    if (route.maxBodySize > config.server.maxBufferedBytes) {
      warn(
        member(path, 'maxBodySize'),
        `is ${formatSize(route.maxBodySize)}, but all bodies together may take ${formatSize(config.server.maxBufferedBytes)} (server.maxBufferedBytes); larger ones never pass`,
      );
    }
  });
  return warnings;
}

type Warn = (path: string, message: string) => void;

/** Each client may always hold one body: where only one fits, whoever sends it slowly keeps all others out. */
function bufferWarning({ server, routes }: GatewayConfig, warn: Warn): void {
  const largest = Math.max(...routes.map(({ maxBodySize }) => maxBodySize));
  if (largest > server.maxBufferedBytes || 2 * largest <= server.maxBufferedBytes) return;
  warn(
    'server.maxBufferedBytes',
    `${formatSize(server.maxBufferedBytes)} is less than two of the largest bodies (maxBodySize ${formatSize(largest)}): one stranger's body leaves no room for a genuine one; allow ${formatSize(2 * largest)}`,
  );
}

/** A query that the route speaks of is one that the receiver may count on. */
function queryWarnings({ source, destinations }: RouteConfig, path: string, warn: Warn): void {
  const { scheme, signedQuery, publicUrl, methods } = source;
  if (isGetAlone(methods)) return;
  if (!signsQuery(scheme) || destinations.some((one) => one.forwardQuery !== undefined)) return;
  const registered = publicUrl?.includes('?') === true;
  if (!registered && (signedQuery === undefined || signedQuery === 'none')) return;
  warn(
    member(path, registered ? 'publicUrl' : 'signedQuery'),
    'the query is signed, but it is dropped: a receiver that tells deliveries apart by it needs destination.forwardQuery',
  );
}

/** Who signs no body proves itself without one. */
function codingWarnings({ source }: RouteConfig, path: string, warn: Warn): void {
  const { contentEncoding, scheme } = source;
  if (contentEncoding !== 'signed-plain' || coversBody(scheme) || scheme.trust === 'partly') return;
  if (!scheme.signature || compressedFault(scheme) !== undefined) return;
  warn(
    member(path, 'contentEncoding'),
    'this scheme does not sign the body, so it need not be plain to be checked: take signed-compressed, which inflates it for a sender that proved itself, and for nobody else',
  );
}

/** The receiver is called by POST, so it cannot tell them apart either. */
function methodWarnings({ source }: RouteConfig, path: string, warn: Warn): void {
  if (new Set(source.methods).size < 2 || namesIn(source.scheme.signature?.content).has('method')) return;
  warn(
    member(path, 'methods'),
    'this scheme does not sign the method: equal bodies that come by two of these are one delivery, and the receiver does not hear by which; if the method says what happened, give each a route with a path of its own',
  );
}

function destinationWarnings(
  { source, destination }: Leg,
  config: GatewayConfig,
  path: string,
  warn: Warn,
): void {
  const url = new URL(destination.url);
  if (destination.timeout > LONG_ATTEMPT) {
    warn(
      member(path, 'timeout'),
      `an attempt may take ${formatDuration(destination.timeout)} and holds its connection and claim all the while; 60s is usual`,
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    warn(
      member(path, 'url'),
      'plain http to another host: bodies can be read on the way; use https, or a network you trust',
    );
  }
  if (destination.forwardPath && !signsPath(source.scheme)) {
    warn(
      member(path, 'forwardPath'),
      'what stands behind the path is not signed: whoever holds one genuine delivery can send it again under any other path, each time as a new delivery',
    );
  }
  // The usual sidecar's receiver is on this machine; for it no list of addresses is read at a start.
  if (!isLoopback(url) && isLinkLocal(url)) {
    warn(
      member(path, 'url'),
      'a link-local or metadata address: there a cloud hands out credentials, no receiver stands there, and up to 64 KB of the answer go back to the source; name the receiver itself',
    );
  }
  if (isLoopback(url) && Number(url.port || 80) === config.server.port) {
    warn(member(path, 'url'), "points at the gateway's own port: deliveries would go in circles");
  }
  const proxy = destination.proxy?.url;
  if (proxy !== undefined && isLoopback(url) && !isLoopback(new URL(proxy))) {
    warn(
      member(path, 'proxy'),
      'the receiver is named as this machine, and the proxy takes that for its own; leave proxy out, or name the receiver as the proxy knows it',
    );
  }
  const { ca, cert, key } = destination.tls ?? {};
  if (destination.tls && ca === undefined && cert === undefined && key === undefined) {
    warn(member(path, 'tls'), 'names no file and changes nothing');
  }
}

const NOTHING_WANTED = 'no event is wanted: what stands behind ! takes away all that the others name, so';

function eventWarnings(route: RouteConfig, path: string, warn: Warn): void {
  const { events, destinations, dedupe, source } = route;
  const unsigned = unsignedEventHeaders(source.scheme);
  if (filtersEvents(route) && dedupe === false && unsigned.length > 0) {
    warn(
      member(path, 'events'),
      `rests on ${unsigned.join(', ')}, which nobody signed; without dedupe a copy under another name passes`,
    );
  }
  if (wantNothing(events))
    warn(member(path, 'events'), `${NOTHING_WANTED} every delivery is acknowledged and dropped`);
  destinations.forEach((one, k) => {
    if (wantNothing(one.events))
      warn(
        member(path, ...destinationPath(route, k), 'events'),
        `${NOTHING_WANTED} this destination gets nothing`,
      );
  });
}

function dedupeWarnings(route: RouteConfig, path: string, warn: Warn): void {
  const { dedupe, source } = route;
  if (dedupe === false) return;
  if (dedupe.onStoreOutage === 'forward') {
    warn(member(path, 'onStoreOutage'), 'forward: while the store is out, the receiver may get duplicates');
  }
  keyWarnings(dedupe.key, source.scheme, member(path, 'key'), warn);
}

function keyWarnings(key: DedupeConfig['key'], scheme: Scheme, path: string, warn: Warn): void {
  const parts = keyParts(key);
  const unsigned = parts.filter((part) => isUnsigned(part, scheme));
  if (unsigned.length > 0) {
    const alone = unsigned.length === parts.length;
    warn(
      path,
      `this header is not signed: whoever holds one genuine delivery can send it again under another value, and it repeats; ${
        alone
          ? 'sent ahead under the value of a delivery to come, guessed or copied, it makes the gateway swallow that one as a duplicate: a genuine delivery that comes second loses'
          : 'a genuine delivery that is equal in the other parts and comes second under a value that was used ahead of it loses: it is swallowed as a duplicate'
      }`,
    );
  }
  const altered = parts.some(
    (part) => typeof part === 'object' && 'json' in part && !signsPointer(scheme, part.json),
  );
  if (altered && scheme.trust === 'partly') {
    warn(
      path,
      'this member of the body is not signed: whoever holds one genuine delivery can send it again under another value, and a genuine one that comes second under that value loses: it is swallowed as a duplicate',
    );
  }
}
