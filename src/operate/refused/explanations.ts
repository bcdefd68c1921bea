/**
 * Why a delivery was refused, as the configuration is now: the causes of `explain`, the likeliest first, and for each the
 * line of the configuration that mends it.
 */
import type { RouteConfig } from '../../config/config.js';
import { member } from '../../checks/report.js';
import { destinationPath } from '../../config/destination-path.js';
import { namedSecrets } from '../../config/secrets/named-secrets.js';
import { explainInSteps, type Cause, type ExplainRequest } from '../../explain/explain.js';
import { signedBody } from '../../line/content-encoding.js';
import type { RefusedEntry } from '../../line/refused/refused-entry.js';
import type { RawHeaders } from '../../model/delivery.js';
import { Outcome, type OutcomeCode } from '../../model/outcome.js';
import { beginningOf, callableUrl, restOf } from '../../model/paths.js';
import type { MonotonicClock } from '../../model/time.js';
import { formatDuration, formatSize } from '../../model/units.js';
import { signsUrl } from '../../schemes/rules/template.js';
import { inSlices } from '../../queue/slices.js';
import { KEY_REASONS } from '../../schemes/engine/refusal-reason.js';
import { createFamilies } from '../../schemes/engine/families.js';
import { METHODS, methodsFault } from '../../schemes/rules/method-rules.js';

export interface Explanation extends Cause {
  /** Key path and what to write there; undefined where no key mends it. */
  readonly line: string | undefined;
}

/** Digests between two looks at the clock. */
const STEPS = 8;

/** One at a time: each may take a good part of a second of work, in slices. */
export class Explanations {
  readonly #now: MonotonicClock;
  #last: Promise<unknown> = Promise.resolve();

  constructor(now: MonotonicClock) {
    this.#now = now;
  }

  /** @param routes in the order of the configuration */
  of(entry: RefusedEntry, routes: readonly RouteConfig[]): Promise<readonly Explanation[]> {
    const explained = this.#last.then(() => this.#explain(entry, routes));
    this.#last = explained.catch(() => undefined);
    return explained;
  }

  async #explain(entry: RefusedEntry, routes: readonly RouteConfig[]): Promise<readonly Explanation[]> {
    const at = routes.findIndex(({ name }) => name === entry.route);
    const route = routes[at];
    if (!route) return [];
    const told = TOLD[entry.outcome];
    if (told) return [told(route, `routes[${at}]`, entry)];
    if (entry.reason === 'body_too_old') return [tooOld(route, `routes[${at}]`)];
    const kept = whatMayNotGoOn(entry, route, `routes[${at}]`);
    if (kept) return [kept];
    const unread = GZIP[entry.reason ?? ''];
    if (unread) return [unread(`routes[${at}]`, route)];
    const missing = whatIsMissing(entry);
    if (missing) return [missing];
    const breathe = inSlices(this.#now);
    const steps = explainInSteps(requestOf(entry, route, routes));
    for (let i = 0; ; i++) {
      const step = steps.next();
      if (step.done) {
        const { verifies, secret, causes } = step.value;
        if (verifies) return [verifiesNow(secret)];
        return causes.map((cause) => toldHere(cause, route, `routes[${at}]`));
      }
      if (i % STEPS === 0) await breathe();
    }
  }
}

function requestOf(entry: RefusedEntry, route: RouteConfig, routes: readonly RouteConfig[]): ExplainRequest {
  const { source } = route;
  const { publicUrl, signedQuery, scheme, schemeName } = source;
  const { method, target = entry.path, headers, body = Buffer.alloc(0), receivedAt } = entry;
  const rawHeaders = rawHeadersOf(headers);
  const plain = signedBody(route, rawHeaders, body);
  const signed = plain instanceof Outcome ? body : plain;
  return {
    ...{ schemeName, scheme },
    ...namedSecrets(route, routes),
    url: publicUrl === undefined ? undefined : urlOf(publicUrl, route.path, target),
    route: publicUrl === undefined ? undefined : { publicUrl, signedQuery },
    tolerance: source.tolerance,
    foreign: refusedFor(entry.reason),
    owner: source.owner,
    delivery: { method, target, rawHeaders: inFirstFamily(rawHeaders, source), body: signed, receivedAt },
  };
}

function refusedFor(reason: string | undefined): ExplainRequest['foreign'] {
  const refused = KEY_REASONS.find((one) => one === reason);
  return refused && { refused };
}

/** As the first of the route's schemes names them; where two disagree, as they came. */
function inFirstFamily(rawHeaders: RawHeaders, { scheme, alike }: RouteConfig['source']): RawHeaders {
  if (alike.length === 0) return rawHeaders;
  return createFamilies([scheme, ...alike.map((other) => other.scheme)])(rawHeaders) ?? rawHeaders;
}

/** The URL that its provider called, by what came of it. */
function urlOf(publicUrl: string, path: string | undefined, target: string): string {
  const [, query = ''] = /(\?.*)$/s.exec(target) ?? [];
  const beginning = beginningOf(path);
  const rest = beginning === undefined ? '' : restOf(beginning, target);
  return callableUrl(publicUrl).replace(/[?#].*$/s, '') + rest + query;
}

/** What of them is here. */
export function rawHeadersOf(headers: RefusedEntry['headers']): readonly string[] {
  return headers.flatMap(({ name, value }) => (value === undefined ? [] : [name, value]));
}

function explained(cause: string, text: string, evidence: string, line?: string): Explanation {
  return { cause, text, evidence, line };
}

function verifiesNow(secret: string | undefined): Explanation {
  const by = secret === undefined ? 'it verifies' : `it verifies with ${secret}`;
  return explained(
    'verifies_now',
    'As the configuration is now, the delivery is genuine: take it with `refused verify`.',
    `${by}, judged by the clock of its receipt`,
  );
}

/** Genuine, and refused for what of its URL would go on to the receiver. */
function whatMayNotGoOn({ reason }: RefusedEntry, route: RouteConfig, at: string): Explanation | undefined {
  if (reason === 'path_unexpected') {
    return explained(
      'path_unexpected',
      'What stands behind the path would go on to the receiver, and a server could read it as another path.',
      'the signature holds',
    );
  }
  const k = route.destinations.findIndex(({ forwardQuery }) => forwardQuery !== undefined);
  if (reason !== 'query_unexpected' || k < 0) return undefined;
  // Where the URL is signed, the query may be one that does not verify either.
  if (signsUrl(route.source.scheme)) return undefined;
  return explained(
    'query_unexpected',
    'A parameter that would go on to the receiver comes twice, or has a value that the route does not allow.',
    'the signature holds',
    `${member(at, ...destinationPath(route, k), 'forwardQuery')}: { … }`,
  );
}

/** Without these nothing can be computed. */
function whatIsMissing(entry: RefusedEntry): Explanation | undefined {
  const withheld = entry.headers.filter(({ value }) => value === undefined).map(({ name }) => name);
  if (withheld.length > 0 || entry.target === undefined || (entry.bodyIsCredential && !entry.body)) {
    return explained(
      'not_here',
      'It carries a credential, which is kept in the memory of the replica that received it, and in no store: ask that one.',
      withheld.length > 0 ? `without the value of ${withheld.join(', ')}` : 'without its query or body',
    );
  }
  if (entry.body && !entry.bodyCut) return undefined;
  if (NEEDS_NO_BODY.has(entry.reason ?? '')) return undefined;
  return explained(
    'body_not_kept',
    'Its body was not read to its end, or is not kept, so no signature of it can be computed.',
    `${entry.bytes} bytes read`,
  );
}

/** What the headers alone say. */
const NEEDS_NO_BODY: ReadonlySet<string> = new Set([
  ...['missing_signature', 'missing_time', 'missing_id', 'repeated_header', 'conflicting_headers'],
  ...['unreadable_signature', 'unreadable_time', 'unreadable_id', 'unreadable_event', 'unknown_version'],
]);

type Tell = (route: RouteConfig, at: string, entry: RefusedEntry) => Explanation;

/** Refusals that have nothing to do with a signature. */
const TOLD: Partial<Record<OutcomeCode, Tell>> = {
  too_large: ({ maxBodySize }, at) =>
    explained(
      'too_large',
      'The body is larger than the route takes.',
      `the limit is ${formatSize(maxBodySize)}`,
      `${at}.maxBodySize: …`,
    ),
  forbidden: ({ source }, at) =>
    explained(
      'forbidden',
      'The address may not deliver here, or a handshake came with another token.',
      source.allowIps.length > 0 ? `allowed: ${source.allowIps.join(', ')}` : 'no addresses are listed',
      source.allowIps.length > 0 ? `${at}.source.allowIps: […]` : `${at}.source.handshakeToken: …`,
    ),
  unsupported_encoding: ({ source }, at, { headers }) =>
    explained(
      'unsupported_encoding',
      'The body has a content encoding or a transfer encoding that is not read here: have the provider, or a proxy between, send it plain; gzip alone is taken if the route says what of it is signed.',
      'Content-Encoding or Transfer-Encoding',
      source.contentEncoding === 'refuse' && isGzipped(headers)
        ? `${at}.source.contentEncoding: signed-plain (or signed-compressed, if the provider signs the compressed bytes)`
        : undefined,
    ),
  method_not_allowed: ({ source }, at, { method }) =>
    explained(
      'method_not_allowed',
      `Deliveries of this route come by ${source.methods.join(', ')}; somebody looked at the address with a browser, or checks whether it is there.`,
      `it came by ${method}; scheme ${source.schemeName}`,
      methodLine(method, source, at),
    ),
  key_unavailable: ({ source }, _at, { reason }) =>
    explained(
      'key_unavailable',
      'The key that it names comes from elsewhere and could not be had: its host did not answer, answered with something else, or was asked for too many new keys. Once the key is there, `refused verify` takes it.',
      `${reason ?? ''}; scheme ${source.schemeName}`,
    ),
  event_reuse: (_route, at) =>
    explained(
      'event_reuse',
      'It is genuine, and its body came before under other names or ids that nobody signed: let it pass with `refused allow`, or name what is signed and tells events apart.',
      'the signature holds',
      `${at}.dedupe.key: { json: … }`,
    ),
};

function isGzipped(headers: RefusedEntry['headers']): boolean {
  return headers.some(
    ({ name, value }) => name.toLowerCase() === 'content-encoding' && value?.toLowerCase() === 'gzip',
  );
}

/** Only where the scheme signs enough for the method. */
function methodLine(
  method: string,
  { methods, scheme, publicUrl }: RouteConfig['source'],
  at: string,
): string | undefined {
  const known = METHODS.find((one) => one === method);
  if (known === undefined) return undefined;
  const wanted = [[...methods, known], [known]].find(
    (all) => methodsFault(all, scheme, publicUrl) === undefined,
  );
  return wanted && `${at}.source.methods: [${wanted.join(', ')}]`;
}

/** Bodies that could not be inflated. */
const GZIP: Readonly<Partial<Record<string, (at: string, route: RouteConfig) => Explanation>>> = {
  gzip_unreadable: () =>
    explained(
      'gzip_unreadable',
      'The body is named gzip and is none, or not one member alone: have the provider, or a proxy between, compress it once.',
      'Content-Encoding: gzip',
    ),
  gzip_unmarked: () =>
    explained(
      'gzip_unmarked',
      'The body is compressed, and no header says so: a proxy between has taken Content-Encoding off, or somebody else.',
      'the first bytes are those of gzip',
    ),
};

function tooOld({ source: { maxAge } }: RouteConfig, at: string): Explanation {
  return explained(
    'stale',
    'The signature holds, but the time inside the body is older than the route takes.',
    `maxAge is ${maxAge === undefined ? 'off' : formatDuration(maxAge)}`,
    `${at}.source.maxAge: …`,
  );
}

/** Which key mends a cause, by the beginning of its word. */
const KEYS: readonly (readonly [beginning: RegExp, key: (cause: Cause, route: RouteConfig) => string])[] = [
  [/^other_scheme/, ({ evidence }) => `source.scheme: ${/scheme (\S+)/.exec(evidence)?.[1] ?? '…'}`],
  [/^(?:secret_|wrong_secret|other_secret|foreign_secret|unreadable_secret)/, () => 'source.secrets: […]'],
  [/^stale/, () => 'source.tolerance: …'],
  [/^(?:url|url_missing|url_differs)(?:\+|$)/, () => 'source.publicUrl: …'],
  [/^query_unexpected/, () => 'source.signedQuery: …'],
];

/** What a scheme of one's own says otherwise than the one that the route has. */
const SCHEME_KEYS: readonly (readonly [beginning: RegExp, key: (cause: Cause) => string])[] = [
  [/^header_renamed/, ({ text }) => `signature.header: ${/header (\S+?),/.exec(text)?.[1] ?? '…'}`],
  [/^(?:signature_form|unknown_version)/, ({ evidence }) => formKey(evidence)],
  [/^algorithm/, ({ text }) => `signature.algorithm: ${/algorithm is (\S+)/.exec(text)?.[1] ?? '…'}`],
  [/^content_/, ({ text }) => `signature.content: "${/signed content is (\S+)/.exec(text)?.[1] ?? '…'}"`],
  [/^(?:time_in_|unreadable_time)/, () => 'time.formats: […]'],
];

/** What `explain` says to whoever typed its options is left out. */
function toldHere({ cause, text, evidence }: Cause, route: RouteConfig, at: string): Explanation {
  const said = { cause, text, evidence: evidence.replace(/; use --now .*$/, '') };
  return { ...said, line: lineOf(said, route, at) };
}

function lineOf(cause: Cause, route: RouteConfig, at: string): string | undefined {
  const own = KEYS.find(([beginning]) => beginning.test(cause.cause));
  if (own) return `${at}.${own[1](cause, route)}`;
  const ofScheme = SCHEME_KEYS.find(([beginning]) => beginning.test(cause.cause));
  if (!ofScheme) return undefined;
  const { schemeName } = route.source;
  // A built-in scheme is changed under a name of its own: `webhook-gateway schemes NAME` prints it.
  return `schemes.my-${schemeName}.${ofScheme[1](cause)} (and ${at}.source.scheme: my-${schemeName})`;
}

/** `sent: v2=<64 characters>`: a prefix, or another encoding. */
function formKey(evidence: string): string {
  const [, prefix = '', length = ''] = /^(?:sent: )?([^<|]*)<(\d+) characters>/.exec(evidence) ?? [];
  const encoding = HEX_LENGTHS.has(Number(length)) ? 'hex' : 'base64';
  return `signature: { …, prefix: "${prefix}", encoding: ${encoding} }`;
}

const HEX_LENGTHS: ReadonlySet<number> = new Set([40, 64, 96, 128]);
