/**
 * Bulk work by the gateway's jobs: says how many a filter matches, asks whether that is meant, starts the job and
 * watches it to its end. The gateway does the work, so it goes on where nobody watches any more.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobStartedView, JobView } from '../http/api/jobs/jobs-view.js';
import type { ApiClient } from './api-client.js';
import { ApiFailure } from './api-failure.js';
import { CommandFailure, type ExitCode, type Io } from './io.js';
import { jsonText, printable } from './print.js';
import { createProgress } from './progress.js';

/** What the API's `filter` and `all` take. */
export type Selection =
  | { readonly filter: Readonly<Record<string, unknown>> }
  | { readonly all: true; readonly filter?: Readonly<Record<string, unknown>> };

export interface JobCall {
  readonly do: JobView['do'];
  /** A job each, one after the other. */
  readonly selections: readonly Selection[];
  /** Items a second. */
  readonly rate: number;
  /** What would be done with them, such as `would go out again`. */
  readonly would: string;
  /** How many were named one by one, which needs no question; undefined: a filter chose them. */
  readonly named?: number;
  /** The only ones that are done, by the word under which they are counted; undefined: all. */
  readonly only?: string;
}

export interface JobOptions {
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly asJson: boolean;
}

/** In the counts, and never done. */
const BODY_NOT_KEPT = 'body_not_kept';

/**
 * @returns 1 if any of them failed, if the job did not come to its end, or if some of those named were not there
 * @throws CommandFailure with 2 if it is not said that so many are meant (rejects)
 */
export async function runJobs(
  client: ApiClient,
  call: JobCall,
  options: JobOptions,
  io: Io,
): Promise<ExitCode> {
  const say = options.asJson ? io.err : io.out;
  const matches = await counted(client, call);
  const count = meant(matches, call.only);
  const of = call.only === undefined ? '' : ` of ${meant(matches)}`;
  say(`${count}${of} ${call.would}${byOutcome(matches)}\n`);
  const missing = (call.named ?? count) - count;
  if (missing > 0)
    io.err(
      `${missing} of the ids are not there, ${call.only ? `or not ${call.only}` : 'or their bodies are not kept'}\n`,
    );
  if (options.dryRun || count === 0) {
    if (options.asJson) io.out(jsonText({ matches, jobs: [] }));
    return missing > 0 ? 1 : 0;
  }
  if (call.named === undefined && !options.yes) await confirm(count, io);
  const jobs: JobView[] = [];
  for (const selection of call.selections) {
    const { id } = await client.post<JobStartedView>(['jobs'], {
      do: call.do,
      ...selection,
      rate: call.rate,
    });
    if (id === null) continue;
    const job = await watchJob(client, id, say, io);
    jobs.push(job);
    if (job.state !== 'done') break;
  }
  if (options.asJson) io.out(jsonText({ matches, jobs }));
  return missing > 0 || jobs.some(wentWrong) ? 1 : 0;
}

type Matches = Readonly<Record<string, number>>;

async function counted(client: ApiClient, { do: kind, selections }: JobCall): Promise<Matches> {
  const sum: Record<string, number> = {};
  for (const selection of selections) {
    const { matches } = await client.post<JobStartedView>(['jobs'], { do: kind, ...selection, dryRun: true });
    for (const [outcome, count] of Object.entries(matches)) sum[outcome] = (sum[outcome] ?? 0) + count;
  }
  return sum;
}

function meant(matches: Matches, only?: string): number {
  if (only !== undefined) return matches[only] ?? 0;
  return Object.entries(matches).reduce(
    (sum, [outcome, count]) => sum + (outcome === BODY_NOT_KEPT ? 0 : count),
    0,
  );
}

/** `: 12 accepted, 31 failed; of 2 more the bodies are not kept`. */
function byOutcome(matches: Matches): string {
  const counts = Object.entries(matches).filter(([outcome, n]) => n > 0 && outcome !== BODY_NOT_KEPT);
  const words = counts.map(([outcome, n]) => `${n} ${printable(outcome)}`).join(', ');
  const lost = matches[BODY_NOT_KEPT] ?? 0;
  return `${words === '' ? '' : `: ${words}`}${lost > 0 ? `; of ${lost} more the bodies are not kept` : ''}`;
}

/** @throws CommandFailure unless a person says yes (rejects). */
async function confirm(count: number, io: Io): Promise<void> {
  if (!io.ask) throw new CommandFailure('add --yes if you mean it; --dry-run only counts', 2);
  const answer = await io.ask(`All ${count}? [y/N] `);
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new CommandFailure('nothing was done', 2);
}

export function wentWrong({ state, failed }: JobView): boolean {
  return state !== 'done' || failed > 0;
}

const LOOK_EVERY_MS = 500;
/** A store may fail over, and a gateway be restarted, while its job is watched. */
const PATIENCE_MS = 60_000;

/**
 * Shows how far it has come until it has ended.
 * @throws CommandFailure if somebody stops the watching, or the gateway stays away (rejects)
 */
export async function watchJob(
  client: ApiClient,
  id: string,
  say: (text: string) => void,
  io: Io,
): Promise<JobView> {
  const progress = createProgress(io.err, io.errIsTerminal === true);
  const stop = io.interrupted?.() ?? new AbortController().signal;
  for (;;) {
    const job = await patiently(client, id, stop);
    if (job.state !== 'running') {
      progress.end(ended(job));
      say(countsOf(job));
      return job;
    }
    progress.tell(
      `${job.done + job.failed + job.skipped} of ${job.done + job.failed + job.skipped + job.left}`,
    );
    await pause(LOOK_EVERY_MS, stop);
    if (stop.aborted) throw new CommandFailure(`no longer watched. ${goesOn(id)}`);
  }
}

function ended({ id, state, error }: JobView): string {
  return `${id}: ${state}${error === null ? '' : ` (${printable(error)})`}`;
}

function countsOf({ done, failed, skipped, left }: JobView): string {
  return `${done} done, ${failed} failed, ${skipped} skipped, ${left} left\n`;
}

export function goesOn(id: string): string {
  return `The job goes on in the gateway: \`webhook-gateway jobs stop ${id}\` ends it, \`webhook-gateway jobs watch ${id}\` shows it`;
}

async function patiently(client: ApiClient, id: string, stop: AbortSignal): Promise<JobView> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await client.get<JobView>(['jobs', id]);
    } catch (error) {
      const passes =
        error instanceof ApiFailure && (error.code === undefined || error.code === 'store_unavailable');
      if (!passes || stop.aborted) throw error;
      if (performance.now() > giveUpAt) throw new CommandFailure(`${error.message}\n${goesOn(id)}`);
      await pause(error.retryAfterMs ?? 1_000, stop);
    }
  }
}

/** Ends early if it is told to stop. */
async function pause(ms: number, stop: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stop }).catch(() => undefined);
}
