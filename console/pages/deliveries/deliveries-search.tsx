/** The delivery log, filtered: the latest receipt first, a page after the other. */
import { useRef } from 'preact/hooks';
import { hrefOf, replace, useAddress } from '../../address/address.js';
import { JobProgress } from '../../parts/job-progress.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { ScopeNote } from '../../parts/scope.js';
import { LetOnNote } from '../refused/let-on-note.js';
import { BulkReplay } from './bulk-replay.js';
import { DeliveriesFilters } from './deliveries-filters.js';
import { DeliveryRows } from './delivery-rows.js';
import { NO_FILTER, isFiltered, type Filter } from './filter.js';
import { MOST_ROWS, type Gathered } from './gather.js';
import { useKeptScroll } from './kept-scroll.js';
import { LogBound } from './log-bound-note.js';
import type { Row } from './row.js';
import { useList } from './use-list.js';

const FIRST_ROWS = 200;
const MORE_ROWS = 500;

export function DeliveriesSearch({ filter }: { readonly filter: Filter }) {
  const { query } = useAddress();
  const wanted = rowsIn(query['rows']);
  const { data, problem, asking, again, goOn } = useList(filter, wanted);
  const job = query['job'];
  return (
    <>
      <DeliveriesFilters {...{ filter, isLive: false, events: eventsOf(data?.rows) }} />
      <div class="tools">
        <button type="button" onClick={again} disabled={asking}>
          Refresh
        </button>
        <BulkReplay filter={filter} />
        <span class="found" role="status">
          {data && <Found {...data} />}
          {asking && <span class="quiet"> Asking …</span>}
        </span>
      </div>
      {job !== undefined && <Job id={job} ended={again} />}
      {problem && <ProblemNote problem={problem} />}
      {data && <List {...{ list: data, filter, wanted, asking, goOn }} />}
    </>
  );
}

function Job({ id, ended }: { readonly id: string; readonly ended: () => void }) {
  return (
    <div class="replaying">
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

function Found({ rows, next, scope }: Gathered) {
  const count = `${rows.length.toLocaleString()}${next === null ? '' : ' or more'}`;
  return (
    <>
      {count} {rows.length === 1 && next === null ? 'delivery' : 'deliveries'} <ScopeNote scope={scope} />
    </>
  );
}

interface ListProps {
  readonly list: Gathered;
  readonly filter: Filter;
  readonly wanted: number;
  readonly asking: boolean;
  readonly goOn: () => void;
}

function List({ list, filter, wanted, asking, goOn }: ListProps) {
  const { rows, next, note } = list;
  const frame = useRef<HTMLDivElement>(null);
  const scrolled = useKeptScroll(frame, rows.length > 0);
  const more = (): void => {
    if (rows.length < wanted) goOn();
    else replace({ rows: String(Math.min(MOST_ROWS, rows.length + MORE_ROWS)) });
  };
  if (rows.length === 0 && next === null) return <Nothing note={note} filter={filter} />;
  return (
    <div class="listed" aria-busy={asking}>
      {note !== null && <p class="note">{note}</p>}
      <DeliveryRows {...{ label: 'Deliveries', rows, frame, scrolled }}>
        <p class="end">
          <End {...{ list, route: filter.route, wanted, asking, more }} />
        </p>
      </DeliveryRows>
    </div>
  );
}

interface EndProps {
  readonly list: Gathered;
  readonly route: string | undefined;
  readonly wanted: number;
  readonly asking: boolean;
  readonly more: () => void;
}

function End({ list: { rows, next }, route, wanted, asking, more }: EndProps) {
  if (next === null)
    return (
      <span class="quiet">
        That is all that the log has of it. <LogBound route={route} />
      </span>
    );
  if (rows.length >= MOST_ROWS)
    return (
      <span class="quiet">
        More than {MOST_ROWS.toLocaleString()} are not shown at a time; narrow the filter to see earlier ones.
      </span>
    );
  return (
    <>
      <button type="button" onClick={more} disabled={asking}>
        {asking ? 'Looking …' : rows.length < wanted ? 'Look further back' : 'More'}
      </button>
      {rows.length < wanted && !asking && (
        <span class="quiet"> The log was searched a long way back, and not to its end.</span>
      )}
    </>
  );
}

function Nothing({ note, filter }: { readonly note: string | null; readonly filter: Filter }) {
  return (
    <div class="nothing">
      <p>
        <strong>No delivery to show</strong>
        {note !== null && <>: {note}</>}.
      </p>
      <p>
        {isFiltered(filter) ? (
          <>
            <Wider filter={filter} />. What was refused before it verified stands in{' '}
            <a href={hrefOf(['refused'], { route: filter.route })}>Refused</a>.
          </>
        ) : (
          <>
            The <a href={hrefOf([''])}>overview</a> has a line for each route that sends it a test event.
          </>
        )}
      </p>
      <LetOnNote route={filter.route} />
    </div>
  );
}

function Wider({ filter: { since, until } }: { readonly filter: Filter }) {
  const { path, query } = useAddress();
  const isTimed = since !== undefined || until !== undefined;
  const none = isTimed ? { since: undefined, until: undefined } : NO_FILTER;
  return (
    <a href={hrefOf(path, { ...query, ...none, rows: undefined })}>
      {isTimed ? 'Look at all times' : 'Look without a filter'}
    </a>
  );
}

function rowsIn(text: string | undefined): number {
  const rows = /^\d{1,5}$/.test(text ?? '') ? Number(text) : FIRST_ROWS;
  return Math.min(MOST_ROWS, Math.max(FIRST_ROWS, rows));
}

const MOST_EVENTS = 100;

/** Names of events among the rows, to be chosen from. */
function eventsOf(rows: readonly Row[] = []): readonly string[] {
  const names = new Set<string>();
  for (const { delivery } of rows) {
    if (delivery.event !== null) names.add(delivery.event);
    if (names.size >= MOST_EVENTS) break;
  }
  return [...names].toSorted();
}
