/** A note of a refused request to what is kept of it. */
import { createHash } from 'node:crypto';
import { clientOf } from '../../model/addresses.js';
import type { RefusedConfig } from '../../config/config.js';
import { UNMATCHED, type KeptHeader, type RefusedEntry } from '../../line/refused/refused-entry.js';
import type { RefusedNote } from '../../line/refused/refused-note.js';
import { CLIENT_SHARE, ENTRY_BYTES, type NewRefused } from '../../line/refused/refused-store.js';
import type { Source } from '../../line/route.js';
import { headerOf } from '../../schemes/engine/headers.js';
import { createHeadCheck } from '../../schemes/engine/presentation.js';
import type { Scheme } from '../../schemes/spec.js';
import { createHeaderKinds, headersOf, holdsSecret, shownValue, type HeaderKindOf } from './header-kinds.js';

/** What is kept of a body that is larger than a client's share. */
const CUT_BYTES = 64 * 1024;
const LONGEST_PATH = 256;

/** Reasons of a signature that could not even be read. */
const SHAPELESS: ReadonlySet<string> = new Set([
  ...['missing_signature', 'missing_time', 'missing_id', 'repeated_header', 'conflicting_headers'],
  ...['unreadable_signature', 'unreadable_time', 'unreadable_id', 'unknown_version'],
]);

/** What a scheme says of its deliveries' headers. */
interface Reading {
  readonly kindOf: HeaderKindOf;
  readonly decisive: ReadonlySet<string>;
  readonly headCheck: ReturnType<typeof createHeadCheck>;
}

const readings = new WeakMap<Source, Reading>();

function readingOf(source: Source): Reading {
  const known = readings.get(source);
  if (known) return known;
  const { scheme, alike } = source;
  const reading = {
    kindOf: createHeaderKinds(scheme, alike),
    decisive: headersOf(scheme, alike),
    headCheck: createHeadCheck(scheme),
  };
  readings.set(source, reading);
  return reading;
}

/** @returns undefined where the route keeps nothing */
export function describe(note: RefusedNote, config: RefusedConfig | undefined): NewRefused | undefined {
  const { route } = note;
  if (!route) return describeUnmatched(note);
  if (!config || config.in === 'off') return undefined;
  const { source } = route;
  const reading = readingOf(source);
  const headers = keptHeaders(note, reading.kindOf);
  const headerBytes = headers.reduce((sum, { name, value = '' }) => sum + name.length + value.length, 0);
  const room = config.maxBytes * CLIENT_SHARE - ENTRY_BYTES - headerBytes;
  const { body, cut } = keptBody(note, config, room);
  const holder = clientOf(note.trail.client);
  const id = idOf(note, holder, reading.decisive);
  const entry: RefusedEntry = {
    ...headOf(note, id, isShaped(note, source, reading)),
    bodyCut: cut,
    target: note.target,
    headers,
    body,
    bodyIsCredential: isInBody(source.scheme) && holdsSecret(source.scheme),
  };
  return { entry, holder, times: 1, size: ENTRY_BYTES + headerBytes + (body?.length ?? 0) };
}

function isInBody({ signature }: Scheme): boolean {
  return (signature?.json ?? signature?.field) !== undefined;
}

/** Of what no route has nothing is kept that could be anybody's secret. */
function describeUnmatched(note: RefusedNote): NewRefused {
  const holder = clientOf(note.trail.client);
  const head = headOf(note, '', false);
  const id = digest([holder, head.method, head.path]);
  const entry = { ...head, id, target: undefined, headers: [], body: undefined, bodyIsCredential: false };
  return { entry, holder, times: 1, size: ENTRY_BYTES };
}

function headOf(
  note: RefusedNote,
  id: string,
  shaped: boolean,
): Omit<RefusedEntry, 'target' | 'headers' | 'body' | 'bodyIsCredential'> {
  const { trail, method, target, body, bodyCut } = note;
  return {
    id,
    route: note.route?.name ?? UNMATCHED,
    receivedAt: trail.receivedAt,
    outcome: trail.outcome?.code ?? 'malformed',
    reason: trail.outcome?.reason,
    client: trail.client,
    method: method.slice(0, 32),
    path: pathOf(target),
    messageId: trail.messageId,
    count: 1,
    bytes: body?.length ?? 0,
    bodyCut: bodyCut && announcesBody(note),
    shaped,
    answer: undefined,
  };
}

/** Without its query; cut where it is longer than any path one writes. */
export function pathOf(target: string): string {
  const at = target.indexOf('?');
  const path = at < 0 ? target : target.slice(0, at);
  return path.length <= LONGEST_PATH ? path : `${path.slice(0, LONGEST_PATH - 1)}…`;
}

function announcesBody({ rawHeaders }: RefusedNote): boolean {
  const length = headerOf(rawHeaders, 'content-length');
  return (length !== undefined && length !== '0') || headerOf(rawHeaders, 'transfer-encoding') !== undefined;
}

function isShaped(note: RefusedNote, { refusesHead }: Source, { headCheck }: Reading): boolean {
  if (note.byHead || note.body === undefined) return false;
  if (SHAPELESS.has(note.trail.outcome?.reason ?? '')) return false;
  // What came as far as its body has passed the check already.
  return refusesHead !== undefined || headCheck?.(note.rawHeaders) === undefined;
}

function keptHeaders({ rawHeaders }: RefusedNote, kindOf: HeaderKindOf): readonly KeptHeader[] {
  const headers: KeptHeader[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = [rawHeaders[i], rawHeaders[i + 1]];
    const kind = kindOf(name, value);
    headers.push({ name, kind, value, shown: shownValue(kind, value) });
  }
  return headers;
}

function keptBody(
  { body, bodyCut: wasCut, ...note }: RefusedNote,
  { bodies }: RefusedConfig,
  room: number,
): { readonly body: Buffer | undefined; readonly cut: boolean } {
  const cut = wasCut && announcesBody({ ...note, body, bodyCut: wasCut });
  if (!bodies || body === undefined) return { body: undefined, cut };
  const most = body.length <= room ? body.length : Math.min(CUT_BYTES, Math.max(room, 0));
  // A part of a larger piece of memory would keep all of it.
  return { body: Buffer.from(body.subarray(0, most)), cut: cut || most < body.length };
}

/** Equal requests of one client are one: the same body and query, and the same in each header that decides something. */
function idOf(note: RefusedNote, holder: string, decisive: ReadonlySet<string>): string {
  const { method, target, rawHeaders, body } = note;
  const parts = [holder, method, target];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase();
    if (name === 'content-type' || decisive.has(name)) parts.push(name, rawHeaders[i + 1] ?? '');
  }
  return digest(parts, body);
}

/** 96 bits: nobody finds two that are equal by chance, and whoever makes two alike has only hidden his own. */
function digest(parts: readonly string[], body?: Buffer): string {
  const sum = createHash('sha256').update(JSON.stringify(parts));
  if (body) sum.update(body);
  return `ref_${sum.digest('hex').slice(0, 24)}`;
}
