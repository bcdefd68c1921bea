/** What was refused: grouped by cause, listed, and taken once the cause is mended. */
import { useAddress } from '../../address/address.js';
import { useAnswer } from '../../api/answer.js';
import { BulkButton } from '../../parts/bulk-button.js';
import { ChoiceFilter, Filters, TextFilter, TimeFilter } from '../../parts/filters.js';
import { JobProgress } from '../../parts/job-progress.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { ScopeNote } from '../../parts/scope.js';
import { useOverview } from '../../shell/overview-kept.js';
import { groupsOf } from './groups.js';
import { LetOnNote } from './let-on-note.js';
import { RefusedGroups } from './refused-groups.js';
import { RefusedList } from './refused-list.js';
import { MOST, refusedFound, type RefusedFound, type RefusedQuery } from './refused-pages.js';
import { verifyWork } from './verify-work.js';

const EVERY_MS = 5_000;
const FILTERS = ['route', 'reason', 'client', 'since', 'until'] as const;

export function RefusedPage() {
  const { query } = useAddress();
  const filter = filterOf(query);
  const { data, problem, asking } = useAnswer(
    `refused ${JSON.stringify(filter)}`,
    (signal) => refusedFound(filter, signal),
    EVERY_MS,
  );
  return (
    <>
      <div class="head-line">
        <h1>Refused</h1>
        {data && <ScopeNote scope={data.scope} />}
        <p class="buttons">
          <BulkButton {...verifyWork(filter, inWords(filter), 'Verify all again')} />
        </p>
      </div>
      <RefusedFilters query={query} />
      {query['job'] !== undefined && <JobProgress id={query['job']} />}
      {problem && <ProblemNote problem={problem} />}
      <div aria-busy={asking}>{data ? <Found found={data} filter={filter} /> : null}</div>
      {!data && !problem && <p class="quiet">Asking …</p>}
    </>
  );
}

function RefusedFilters({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const { data } = useOverview();
  const routes = [...(data?.routes.map(({ name }) => name) ?? []), '_unmatched'];
  return (
    <Filters label="Which refused deliveries">
      <ChoiceFilter {...{ name: 'route', title: 'Route', value: query['route'], choices: routes }} />
      <TextFilter {...{ name: 'reason', title: 'Reason', value: query['reason'], placeholder: 'mismatch' }} />
      <TextFilter
        {...{ name: 'client', title: 'Client', value: query['client'], placeholder: '203.0.113.9' }}
      />
      <TimeFilter {...{ name: 'since', title: 'Came first since', value: query['since'] }} />
      <TimeFilter {...{ name: 'until', title: 'Until', value: query['until'] }} />
    </Filters>
  );
}

function Found({ found, filter }: { readonly found: RefusedFound; readonly filter: RefusedQuery }) {
  const { data, more } = found;
  if (data.length === 0) return <Nothing filter={filter} />;
  return (
    <>
      <RefusedGroups groups={groupsOf(data)} />
      <h2>One by one, the newest first</h2>
      {more && (
        <p class="quiet">
          The newest {MOST.toLocaleString()} are shown and grouped; there are more. Filters narrow it.
        </p>
      )}
      <RefusedList refused={data} />
    </>
  );
}

function Nothing({ filter }: { readonly filter: RefusedQuery }) {
  return (
    <div class="card">
      <p>
        {Object.keys(filter).length > 0
          ? 'Nothing that was refused fits these filters.'
          : 'Nothing was refused, as far as is kept: a refused delivery is kept for a day, unless its route says otherwise.'}
      </p>
      <LetOnNote route={filter.route} />
    </div>
  );
}

function filterOf(query: Readonly<Record<string, string>>): RefusedQuery {
  return Object.fromEntries(
    FILTERS.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])),
  );
}

function inWords({ route, reason, client, since, until }: RefusedQuery): string {
  const parts = [
    route === undefined ? 'every route' : `the route ${route}`,
    ...(reason === undefined ? [] : [`refused for ${reason}`]),
    ...(client === undefined ? [] : [`from ${client}`]),
    ...(since === undefined && until === undefined ? [] : ['in the chosen time']),
  ];
  return parts.join(', ');
}
