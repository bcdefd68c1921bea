/** Bulk work of the gateway: what runs, and what ended of late. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { change, hrefOf, useAddress } from '../../address/address.js';
import { useAnswer } from '../../api/answer.js';
import { answered, api } from '../../api/client.js';
import type { Job } from '../../api/types.js';
import { FoldingTable, type Column } from '../../parts/folding-table.js';
import { StopJob } from '../../parts/job-progress.js';
import { WORK_TITLES } from '../../parts/job-words.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { ScopeNote } from '../../parts/scope.js';
import { Ago } from '../../parts/time.js';
import { filterWords } from './filter-words.js';

const RUNNING_MS = 2_000;
const RESTING_MS = 15_000;
const SHOWN = 6;

const COLUMNS: readonly Column[] = [
  { title: 'Job' },
  { title: 'Of' },
  { title: 'State' },
  { title: 'Done' },
  { title: 'By' },
  { title: 'Began', isNumber: true },
  { title: 'Action' },
];

export function Jobs() {
  const { query } = useAddress();
  const { data, problem, again } = useJobs(query['job']);
  const isWhole = query['jobs'] === 'all' || (data?.data.length ?? 0) <= SHOWN + 1;
  const shown = isWhole ? data?.data : data?.data.slice(0, SHOWN);
  return (
    <section class="card" aria-labelledby="jobs">
      <div class="head-line">
        <h2 id="jobs">Jobs</h2>
        {data && <ScopeNote scope={data.scope} />}
      </div>
      {problem && <ProblemNote problem={problem} />}
      {data?.data.length === 0 && <p class="quiet">No bulk work runs, and none ended of late.</p>}
      {shown && shown.length > 0 && (
        <FoldingTable
          {...{ label: 'Jobs', class: 'jobs', columns: COLUMNS }}
          rows={shown.map((job) => ({ key: job.id, cells: cellsOf(job, again) }))}
        />
      )}
      {!isWhole && (
        <button
          type="button"
          class="plain"
          onClick={() => {
            change({ jobs: 'all' });
          }}
        >
          Show all {data?.data.length}
        </button>
      )}
    </section>
  );
}

/** @param chosen where another is, the list has one more */
function useJobs(chosen: string | undefined) {
  const [isBusy, setBusy] = useState(false);
  const answer = useAnswer(
    'jobs',
    (signal) => answered(api.GET('/jobs', { signal })),
    isBusy ? RUNNING_MS : RESTING_MS,
  );
  const { again } = answer;
  const known = useRef(chosen);
  useEffect(() => {
    if (known.current !== chosen) again();
    known.current = chosen;
  }, [chosen, again]);
  const runs = answer.data?.data.some(({ state }) => state === 'running');
  useEffect(() => {
    if (runs !== undefined) setBusy(runs);
  }, [runs]);
  return answer;
}

function cellsOf(job: Job, changed: () => void) {
  const { id, do: work, filter, state, by, startedAt } = job;
  return [
    <JobLink {...{ id, work: WORK_TITLES[work] }} />,
    filterWords(filter),
    <span class="job-state" data-state={state}>
      {state}
    </span>,
    <Progress job={job} />,
    by,
    <Ago at={startedAt} />,
    <>
      {state !== 'running' && <span class="no-number" />}
      <StopJob {...{ job, changed }} />
    </>,
  ];
}

function JobLink({ id, work }: { readonly id: string; readonly work: string }) {
  const { path, query } = useAddress();
  return (
    <a href={hrefOf(path, { ...query, job: id })} title={id}>
      {work}
    </a>
  );
}

function Progress({ job: { done, left, failed, skipped } }: { readonly job: Job }) {
  const all = done + left + failed + skipped;
  const rest = [
    ...(failed > 0 ? [`${failed.toLocaleString()} failed`] : []),
    ...(skipped > 0 ? [`${skipped.toLocaleString()} skipped`] : []),
  ];
  return (
    <span class="job-progress">
      <progress value={all - left} max={Math.max(1, all)} aria-hidden="true" />
      {done.toLocaleString()} of {all.toLocaleString()}
      {rest.length > 0 && <span class="quiet">, {rest.join(', ')}</span>}
    </span>
  );
}
