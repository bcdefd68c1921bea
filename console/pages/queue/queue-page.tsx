/** What waits and when it is due; what was given up and why; and the bulk work that mends it. */
import { useRef } from 'preact/hooks';
import { replace, useAddress } from '../../address/address.js';
import { useAnswer } from '../../api/answer.js';
import { answered, api } from '../../api/client.js';
import { JobProgress } from '../../parts/job-progress.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { ScopeNote } from '../../parts/scope.js';
import { ByDestination } from './by-destination.js';
import { choiceIn, placeIn, type Place } from './choice.js';
import { Jobs } from './jobs.js';
import { Letters } from './letters.js';
import { NothingQueues } from './nothing-queues.js';
import { QueueFilters } from './queue-filters.js';
import { Totals } from './totals-card.js';

/** Each queue is asked about: seldomer than what costs less. */
const EVERY_MS = 10_000;

export function QueuePage() {
  const { query } = useAddress();
  const { job } = query;
  const place = placeIn(query);
  const { data, problem, asking, again } = useQueues(place);
  const look = useRef<() => void>(undefined);
  const changed = (): void => {
    again();
    look.current?.();
  };
  return (
    <div class="queue-page" aria-busy={asking}>
      <div class="head-line">
        <h1>Queue and dead letters</h1>
        {data && <ScopeNote scope={data.scope} />}
      </div>
      {job !== undefined && <ChosenJob id={job} ended={changed} />}
      {problem && <ProblemNote problem={problem} />}
      {data?.data.length === 0 && place.route === undefined && <NothingQueues />}
      {data && (data.data.length > 0 || place.route !== undefined) && (
        <>
          <QueueFilters choice={choiceIn(query)} queues={data.data} />
          <Totals queues={data.data} />
          <ByDestination queues={data.data} />
          <Letters look={look} />
        </>
      )}
      {!data && !problem && <p class="quiet">Asking …</p>}
      {problem && <QueueFilters choice={choiceIn(query)} queues={[]} />}
      <Jobs />
    </div>
  );
}

function useQueues(place: Place) {
  return useAnswer(
    `queues ${JSON.stringify(place)}`,
    (signal) => answered(api.GET('/queue', { params: { query: place }, signal })),
    EVERY_MS,
  );
}

function ChosenJob({ id, ended }: { readonly id: string; readonly ended: () => void }) {
  return (
    <div class="chosen-job">
      <JobProgress {...{ id, ended }} />
      <button
        type="button"
        class="plain"
        onClick={() => {
          replace({ job: undefined });
        }}
      >
        Hide the job
      </button>
    </div>
  );
}
