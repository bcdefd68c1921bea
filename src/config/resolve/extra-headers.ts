/** Headers that a route adds or lets through, and those that it may not touch. */
import { signatureHeadersOf } from '../../schemes/engine/read-headers.js';
import type { Scheme } from '../../schemes/spec.js';
import type { Secret } from '../config.js';
import { isHeaderName } from '../../checks/fields.js';
import { member, type Report } from '../../checks/report.js';
import type { SecretReference } from '../schema.js';
import { parseHeaderTemplate, type TemplatePiece } from '../header-template.js';
import { readSecret, type SecretSources } from '../secrets/secrets.js';

/** Of one connection only (RFC 9110 §7.6.1), or made by the gateway itself for every request. */
const RESERVED: readonly string[] = [
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'user-agent',
  'traceparent',
];
const RESERVED_PREFIXES: readonly string[] = ['proxy-', 'webhook-gateway-'];

/** Headers of HTTP itself that some schemes sign with. A route may add them, unless its own scheme writes them. */
const GENERAL: readonly string[] = ['authorization', 'date'];

/**
 * What a destination may not add: signature, time and id headers, and of its own schemes also those of general use and
 * their constants.
 */
export function neverAdded(signed: ReadonlySet<string>, own: readonly Scheme[]): ReadonlySet<string> {
  const names = new Set(signed);
  for (const name of GENERAL) names.delete(name);
  for (const name of signatureHeadersOf(own)) names.add(name);
  for (const { requires = {} } of own)
    for (const name of Object.keys(requires)) names.add(name.toLowerCase());
  return names;
}

function nameProblem(name: string, signed: ReadonlySet<string>): string | undefined {
  if (!isHeaderName(name)) return 'is not a header name';
  if (name.includes('_')) return 'headers with _ are dropped or confused with - by servers on the way; use -';
  const lower = name.toLowerCase();
  if (RESERVED.includes(lower) || RESERVED_PREFIXES.some((prefix) => lower.startsWith(prefix))) {
    return 'this header is set by the gateway or belongs to one connection';
  }
  if (signed.has(lower))
    return 'this is a signature, time or id header of a scheme; only the gateway writes those';
  return undefined;
}

/**
 * `destination.headers` with secrets read. Lower-case names of headers that may not be `added`, and of those whose value
 * may not be `taken` from the source.
 */
export function addedHeaders(
  given: Readonly<Record<string, SecretReference>> | undefined,
  path: string,
  { added, taken }: { readonly added: ReadonlySet<string>; readonly taken: ReadonlySet<string> },
  sources: SecretSources,
  report: Report,
): Record<string, string | Secret> {
  const headers = Object.create(null) as Record<string, string | Secret>;
  const seen = new Set<string>();
  for (const [name, reference] of Object.entries(given ?? {})) {
    const at = member(path, name);
    const problem = nameProblem(name, added);
    if (problem !== undefined) report.fault(at, problem);
    if (seen.has(name.toLowerCase())) report.fault(at, 'the same header stands twice, in other letters');
    seen.add(name.toLowerCase());
    const value =
      typeof reference === 'string' ? reference : readSecret(reference, name, at, sources, report);
    if (value === undefined) continue;
    const text = typeof value === 'string' ? value : value.value;
    const pieces = typeof value === 'string' ? templateOf(value, at, taken, report) : [];
    // What a header can carry: Latin-1 without line breaks and other controls.
    if (!/^[\t\x20-\x7e\xa0-\xff]*$/.test(text)) {
      report.fault(at, 'the value holds a line break, a control character or one beyond Latin-1');
    } else if (typeof value === 'string' && isConstant(pieces) && CREDENTIAL.test(name)) {
      report.warn(at, 'this looks like a credential in plain text; use { env: NAME } or { file: PATH }');
    }
    headers[name] = value;
  }
  return headers;
}

/** The pieces of a value, its faults told: what it may take of the source is what `forwardHeaders` may. */
function templateOf(
  text: string,
  at: string,
  signed: ReadonlySet<string>,
  report: Report,
): readonly TemplatePiece[] {
  const pieces = parseHeaderTemplate(text);
  if (typeof pieces === 'string') {
    report.fault(at, pieces);
    return [];
  }
  for (const piece of pieces) {
    const problem = 'header' in piece ? nameProblem(piece.header, signed) : undefined;
    if (problem !== undefined && 'header' in piece) report.fault(at, `{header:${piece.header}}: ${problem}`);
  }
  return pieces;
}

function isConstant(pieces: readonly TemplatePiece[]): boolean {
  return pieces.every((piece) => 'text' in piece);
}

const CREDENTIAL = /auth|token|key|secret|cookie|password/i;

/** `destination.forwardHeaders` in lower case; a trailing `*` stands for the rest of a name. */
export function forwardedHeaders(
  given: readonly (string | undefined)[] | undefined,
  path: string,
  signed: ReadonlySet<string>,
  report: Report,
): readonly string[] {
  const names: string[] = [];
  (given ?? []).forEach((name, i) => {
    if (name === undefined) return;
    const problem = name.includes('*') ? wildcardProblem(name, signed) : nameProblem(name, signed);
    if (problem !== undefined) report.fault(member(path, i), problem);
    else if (!names.includes(name.toLowerCase())) names.push(name.toLowerCase());
  });
  return names;
}

function wildcardProblem(pattern: string, signed: ReadonlySet<string>): string | undefined {
  const start = pattern.slice(0, -1).toLowerCase();
  if (!pattern.endsWith('*') || start.includes('*') || start.length < 3) {
    return 'a * stands at the end only, after at least three characters';
  }
  if (!isHeaderName(start) || start.includes('_')) return 'is not the start of a header name';
  const covered =
    [...RESERVED, ...signed].find((name) => name.startsWith(start)) ??
    RESERVED_PREFIXES.find((prefix) => prefix.startsWith(start) || start.startsWith(prefix));
  return covered === undefined
    ? undefined
    : `would cover ${covered}…, which is never forwarded; list the names`;
}
