/**
 * Replays every delivery of a range, the oldest first, one after the other at a steady rate. It lists them all before
 * it replays the first one, so a replay never meets itself. When it is stopped, it says how far it came and how to go
 * on.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryView } from '../http/api/view.js';
import type { ApiClient, Parameters } from './api-client.js';
import { ApiFailure } from './api-failure.js';
import { expectRoute } from './filters.js';
import { CommandFailure, type ExitCode, type Io } from './io.js';
import { jsonText, printable } from './print.js';
import { createProgress } from './progress.js';

export interface Pace {
  readonly perSecond: number;
  /** As it was given, to be given again when going on. */
  readonly url: string | undefined;
  readonly asJson: boolean;
}

interface Replayable {
  readonly id: string;
  readonly route: string;
  readonly destination: string;
  readonly receivedAt: string;
}

/** The store may fail over for a while; a range of hours should not end with it. */
const STORE_PATIENCE = 12;

export async function replayRange(
  client: ApiClient,
  range: Parameters,
  pace: Pace,
  io: Io,
): Promise<ExitCode> {
  const progress = createProgress(io.err, io.errIsTerminal === true);
  const stop = io.interrupted?.() ?? new AbortController().signal;
  const found = await replayable(client, range, (count) => {
    if (stop.aborted) throw new CommandFailure('stopped while listing; nothing was replayed');
    progress.tell(`found ${count} so far`);
  });
  if (found.length === 0) await expectRoute(client, range['route']);
  io.err(`${found.length} to replay, at ${pace.perSecond} a second\n`);

  const bodyNotKept: string[] = [];
  const gone: string[] = [];
  let replayed = 0;
  let next = 0;
  let failure: Error | undefined;
  const startedAt = performance.now();
  for (const one of found) {
    const { id } = one;
    const due = startedAt + (next * 1_000) / pace.perSecond;
    await pause(due - performance.now(), stop);
    if (stop.aborted) break;
    try {
      await replayOne(client, one, stop);
      replayed += 1;
    } catch (error) {
      if (error instanceof ApiFailure && error.code === 'body_not_kept') bodyNotKept.push(id);
      else if (error instanceof ApiFailure && error.code === 'unknown_delivery') gone.push(id);
      else if (error instanceof CommandFailure) {
        failure = error;
        break;
      } else throw error;
    }
    next += 1;
    progress.tell(`${next} of ${found.length}`);
  }
  progress.end(`${replayed} of ${found.length} replayed`);

  if (bodyNotKept.length > 0) io.err(`${bodyNotKept.length} could not be: their bodies are not kept\n`);
  if (gone.length > 0) io.err(`${gone.length} could not be: the log has them no more\n`);
  const rest = found[next];
  const goOn = rest && command({ ...range, since: rest.receivedAt }, pace);
  if (failure) io.err(`stopped: ${failure.message}\n`);
  if (goOn !== undefined) {
    io.err(
      `To go on: ${goOn}\n(deliveries received in the same millisecond as the last one are replayed again)\n`,
    );
  }
  if (pace.asJson) {
    io.out(jsonText({ found: found.length, replayed, bodyNotKept, gone, goOn: goOn ?? null }));
  }
  return replayed === found.length ? 0 : 1;
}

/** Each message once, however often its provider sent it; what was refused before it had an id cannot be sent. */
async function replayable(
  client: ApiClient,
  range: Parameters,
  onPage: (found: number) => void,
): Promise<readonly Replayable[]> {
  const { data } = await client.list<DeliveryView>(['deliveries'], range, Number.POSITIVE_INFINITY, onPage);
  const byId = new Map<string, Replayable>();
  for (const { id, route, destination, receivedAt } of data.toReversed())
    if (id !== null) byId.set(id, { id, route, destination, receivedAt });
  return [...byId.values()].sort((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt));
}

async function replayOne(
  client: ApiClient,
  { id, route, destination }: Replayable,
  stop: AbortSignal,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await client.post(['deliveries', id, 'replay'], {}, { route, destination });
      return;
    } catch (error) {
      const waits = error instanceof ApiFailure && error.code === 'store_unavailable';
      if (!waits || tries === STORE_PATIENCE || stop.aborted) throw error;
      await pause(error.retryAfterMs ?? 0, stop);
    }
  }
}

/** Ends early if it is told to stop. */
async function pause(ms: number, stop: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal: stop }).catch(() => undefined);
}

function command(range: Parameters, { perSecond, url }: Pace): string {
  const options = { ...range, rate: String(perSecond), url };
  const words = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, quoted(value)],
  );
  return ['webhook-gateway', 'replay', ...words].join(' ');
}

function quoted(value: string): string {
  const text = printable(value);
  return /^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
