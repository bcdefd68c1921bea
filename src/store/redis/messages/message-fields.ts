/**
 * A message as the fields of a hash, short because there may be millions: `v` version, `i` message id, `e` event, `se` the source's
 * name for it if that is another one, `s` source id, `k` who held its claim, `d` destination, `rk` the delivery's record if it is
 * another than its own, `ut` not translated, `c` content type, `h` headers, `pr` rest of the path, `qs` query, `tp` trace, `t` receipt, `n` bytes of
 * the body; `st` state, `o` outcome, `r` reason, `dr` why it is dead, `q` when its schedule began, `nx` its next
 * attempt, `w` how long that was to wait when it was planned, `rp` replay, `jb` jobs that acted on it (by-job.ts), `z` its end; `wy`, `wh` how it came (way-fields.ts); `a` number of attempts, `a:1` …
 * each of them, `ab` those before this schedule; `u` and `f` attempts begun and ended; `p` what leads to it (pointers.ts).
 */
import type { Message } from '../../../model/delivery.js';
import type { DeliveryEntry, LoggedAttempt } from '../../../model/log-entry.js';
import type { OutcomeCode } from '../../../model/outcome.js';
import type { DeadReason } from '../../../model/trail.js';
import { routeOfLane } from '../../../model/lane.js';
import type { DatedMessage, StoredMessage } from '../../../queue/message-store.js';
import { wayFields } from './way-fields.js';

type Fields = ReadonlyMap<string, string>;

/** Names and values in turn, without those that are undefined. */
function flat(fields: Readonly<Record<string, string | number | undefined>>): (string | number)[] {
  const all: (string | number)[] = [];
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) all.push(name, value);
  return all;
}

export function messageFields({
  message,
  owner,
  destination,
  delivery,
  receivedAt,
  notBefore,
  untranslated,
}: DatedMessage): (string | number)[] {
  const { id, event, sourceEvent, sourceId, contentType, headers, pathRest, query, trace, body } = message;
  return flat({
    i: id,
    e: event,
    se: sourceEvent,
    s: sourceId,
    k: owner,
    d: destination,
    rk: delivery,
    ut: untranslated ? 1 : 0,
    c: contentType,
    h: JSON.stringify(headers),
    tp: trace,
    pr: pathRest,
    qs: query,
    t: receivedAt,
    nx: notBefore,
    n: body.length,
  });
}

export function entryFields(entry: DeliveryEntry): (string | number)[] {
  return flat({
    i: entry.id,
    e: entry.event,
    s: entry.sourceId,
    d: entry.destination,
    t: entry.receivedAt,
    n: entry.bytes,
    o: entry.outcome,
    r: entry.reason,
    z: entry.endedAt,
    ...(entry.way && wayFields(entry.way)),
  });
}

/** The attempt's number is its place. */
export function attemptField(attempt: LoggedAttempt): string {
  const { at, status, result, durationMs, answer, reason } = attempt;
  const took = Math.round(durationMs * 100) / 100;
  return JSON.stringify([
    at,
    status ?? null,
    result,
    took,
    answer,
    ...(reason === undefined ? [] : [reason]),
  ]);
}

/** A hash as Redis gives it, names and values in turn. */
export function readFields(flatFields: readonly Buffer[]): Fields {
  const fields = new Map<string, string>();
  for (let i = 0; i < flatFields.length; i += 2) {
    fields.set(String(flatFields[i]), String(flatFields[i + 1]));
  }
  return fields;
}

export function readMessage(fields: Fields, body: Buffer): Omit<StoredMessage, 'crashes' | 'clock'> {
  const message: Message = {
    id: fields.get('i') ?? '',
    event: fields.get('e'),
    sourceEvent: fields.get('se'),
    sourceId: fields.get('s'),
    contentType: fields.get('c'),
    headers: JSON.parse(fields.get('h') ?? '[]') as string[],
    pathRest: fields.get('pr'),
    query: fields.get('qs'),
    trace: fields.get('tp'),
    body,
  };
  const attempts = number(fields, 'a') ?? 0;
  return {
    message,
    untranslated: fields.get('ut') === '1',
    destination: fields.get('d') ?? '',
    owner: fields.get('k') ?? '',
    receivedAt: number(fields, 't') ?? 0,
    armedAt: number(fields, 'q') ?? 0,
    attempts,
    attemptsOfSchedule: attempts - (number(fields, 'ab') ?? 0),
    replay: fields.get('rp') === '1',
    notBefore: number(fields, 'nx') ?? 0,
  };
}

/** Without its way, which only the one that is looked at shows. */
export function readEntry(lane: string, fields: Fields, bodyKept: boolean): DeliveryEntry {
  const attempts: LoggedAttempt[] = [];
  for (let i = 1; i <= (number(fields, 'a') ?? 0); i++) {
    const attempt = fields.get(`a:${i}`);
    if (attempt !== undefined) attempts.push(readAttempt(i, attempt));
  }
  return {
    id: fields.get('i') ?? '',
    route: routeOfLane(lane),
    destination: fields.get('d') ?? '',
    sourceId: fields.get('s'),
    event: fields.get('se') ?? fields.get('e'),
    outcome: (fields.get('o') ?? 'queued') as OutcomeCode,
    reason: fields.get('r'),
    dead: fields.get('dr') as DeadReason | undefined,
    receivedAt: number(fields, 't') ?? 0,
    endedAt: number(fields, 'z'),
    nextAttemptAt: fields.get('st') === 'queued' ? (number(fields, 'nx') ?? number(fields, 'q')) : undefined,
    attempts,
    bytes: number(fields, 'n') ?? 0,
    bodyKept,
    way: undefined,
  };
}

function readAttempt(place: number, text: string): LoggedAttempt {
  const [at, status, result, durationMs, answer, reason] = JSON.parse(text) as [
    number,
    number | null,
    LoggedAttempt['result'],
    number,
    string | null | undefined,
    string | undefined,
  ];
  return {
    number: place,
    at,
    status: status ?? undefined,
    result,
    reason,
    durationMs,
    answer: answer ?? undefined,
  };
}

function number(fields: Fields, name: string): number | undefined {
  const text = fields.get(name);
  return text === undefined ? undefined : Number(text);
}
