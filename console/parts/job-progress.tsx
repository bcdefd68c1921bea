/** How far a job has come, until it ends, with a button that stops it. */
import { useEffect, useState } from 'preact/hooks';
import { useAnswer } from '../api/answer.js';
import { answered, api } from '../api/client.js';
import type { Job } from '../api/types.js';
import { jobStopLine } from '../commands/lines.js';
import { Copyable } from './copy.js';
import { progressWords, WORK_TITLES } from './job-words.js';
import { ProblemNote } from './problem-note.js';
import { Tally } from './tally.js';
import { Ago } from './time.js';
import { WriteButton } from './write-button.js';

const EVERY_MS = 1_000;

interface JobProgressProps {
  readonly id: string;
  /** Told once it has. */
  readonly ended?: () => void;
}

export function JobProgress({ id, ended }: JobProgressProps) {
  const [over, setOver] = useState<string>();
  const ask = (signal: AbortSignal): Promise<Job> =>
    answered(api.GET('/jobs/{id}', { params: { path: { id } }, signal }));
  const { data, problem, again } = useAnswer(`job ${id}`, ask, over === id ? undefined : EVERY_MS);
  const hasEnded = data !== undefined && data.state !== 'running';
  useEffect(() => {
    if (!hasEnded || over === id) return;
    setOver(id);
    ended?.();
  }, [hasEnded, id]);
  if (problem) return <ProblemNote problem={problem} />;
  return data ? <JobCard job={data} changed={again} /> : <p class="quiet">Asking for the job {id} …</p>;
}

interface JobCardProps {
  readonly job: Job;
  readonly changed: () => void;
}

export function JobCard({ job, changed }: JobCardProps) {
  const { id, do: work, state, done, left, failed, skipped, rate, by, startedAt, error, matches } = job;
  const all = done + left + failed + skipped;
  const says = `${WORK_TITLES[work]}: ${done} of ${all} done, ${failed} failed, ${skipped} skipped`;
  return (
    <section class="job" aria-label={`Job ${id}`}>
      <p>
        <strong>{WORK_TITLES[work]}</strong>{' '}
        <span class="state" data-state={state}>
          {state}
        </span>{' '}
        <Copyable text={id} what="the job's id" />
      </p>
      <progress value={all - left} max={Math.max(all, 1)} aria-label={says} />
      <p>
        {progressWords(job)} · at most {rate} a second · began <Ago at={startedAt} /> by {by}
      </p>
      <p>
        It found <Tally counts={matches} />
      </p>
      {error !== null && <p class="problem">{error}</p>}
      <StopJob job={job} changed={changed} />
    </section>
  );
}

/** Only while it runs. */
export function StopJob({ job: { id, state }, changed }: JobCardProps) {
  return (
    <WriteButton
      {...{ label: 'Stop', title: `Stop the job ${id}`, line: jobStopLine(id), after: changed }}
      isOffered={state === 'running'}
      says="What it did stays done; the rest stays as it is."
      run={async () => {
        const stopped = await answered(api.DELETE('/jobs/{id}', { params: { path: { id } } }));
        return `Stopped: ${stopped.done} done, ${stopped.left} left.`;
      }}
    />
  );
}
