/** All routes together: what came in the last hour, and what became of it. */
import type { RouteOverview, Scope } from '../../api/types.js';
import { ScopeNote } from '../../parts/scope.js';
import { msText } from '../../parts/spans.js';
import { hrefOf } from '../../address/address.js';
import { HourChart } from './hour-chart.js';
import { hourOfAll, type Hour } from './hour.js';
import { attemptsOf, plus, sumOf } from './summary.js';

interface LastHourProps {
  readonly routes: readonly RouteOverview[];
  readonly scope: Scope;
}

export function LastHour({ routes, scope }: LastHourProps) {
  const hour = hourOfAll(routes);
  return (
    <section class="card last-hour" aria-labelledby="last-hour">
      <div class="head-line">
        <h2 id="last-hour">The last hour, all routes</h2>
        <span class="scope">
          Deliveries <ScopeNote scope={scope} />
          {routes.some(({ destinations }) => destinations.length > 1) &&
            '; one to several destinations counts for each'}
        </span>
      </div>
      <div class="beside">
        <dl class="figures">
          <Figures {...{ routes, hour }} />
        </dl>
        <HourChart hour={hour} label="Deliveries of the last hour by the minute, all routes" />
      </div>
    </section>
  );
}

interface FiguresProps {
  readonly routes: readonly RouteOverview[];
  readonly hour: Hour;
}

function Figures({ routes, hour: { total, outcomes } }: FiguresProps) {
  const destinations = routes.flatMap((route) => route.destinations);
  const attempts = destinations.map(attemptsOf).reduce(plus, { all: 0, accepted: 0, failed: 0 });
  const { queued = 0 } = outcomes;
  return (
    <>
      <Figure title="Accepted" count={attempts.accepted} group="good" says="by receivers" />
      <Queued {...{ queued, pending: sumOf(destinations.map(({ backlog }) => backlog)) }} />
      {total['let-on'] > 0 && (
        <Figure
          {...{ title: 'Unverified', count: total['let-on'], group: 'let-on', says: 'went on: reports only' }}
          href={hrefOf(['deliveries'], { outcome: 'unverified' })}
        />
      )}
      <Figure title="Answered" count={total.quiet} group="quiet" says="duplicates, filtered, handshakes" />
      {total.away > 0 && (
        <Figure title="Sent away" count={total.away} group="away" says="to come again: paused, in hand" />
      )}
      <Figure title="Refused" count={total.refused} group="refused" href={hrefOf(['refused'])} />
      <Figure title="Failed" count={total.bad} group="bad" />
      <Figure
        title="Attempts failed"
        count={attempts.failed}
        group="bad"
        says={`of ${attempts.all.toLocaleString()}`}
      />
      <Slowest routes={routes} />
      <Figure
        title="Dead letters"
        count={sumOf(destinations.map(({ dead }) => dead)) ?? 0}
        group="bad"
        href={hrefOf(['queue'], { show: 'dead' })}
        says="of all time"
      />
    </>
  );
}

/** What came into it within the hour is no part of what it has now, nor the other way about. */
function Queued({ queued, pending }: { readonly queued: number; readonly pending: number | null }) {
  return (
    <div>
      <dt>Into the queue</dt>
      <dd class={queued === 0 ? 'none' : 'good'}>
        {queued.toLocaleString()}
        {pending !== null && (
          <small>
            <a href={hrefOf(['queue'], { show: 'pending' })}>{pending.toLocaleString()} pending</a> now
          </small>
        )}
      </dd>
    </div>
  );
}

interface FigureProps {
  readonly title: string;
  readonly count: number;
  readonly group: string;
  readonly says?: string;
  readonly href?: string;
}

function Figure({ title, count, group, says, href }: FigureProps) {
  const text = count.toLocaleString();
  return (
    <div>
      <dt>{title}</dt>
      <dd class={count === 0 ? 'none' : group}>
        {href === undefined ? text : <a href={href}>{text}</a>}
        {says !== undefined && <small>{says}</small>}
      </dd>
    </div>
  );
}

/** Quantiles of several cannot be joined: the slowest is told, and whose it is. */
function Slowest({ routes }: { readonly routes: readonly RouteOverview[] }) {
  const found = routes
    .flatMap(({ name, destinations }) => destinations.map(({ latency }) => ({ name, ms: latency.ours.p99 })))
    .filter((one): one is { name: string; ms: number } => one.ms !== null)
    .sort((a, b) => b.ms - a.ms)[0];
  return (
    <div>
      <dt>p99, ours</dt>
      <dd class={found ? undefined : 'none'}>
        {found ? msText(found.ms) : '–'}
        <small>{found ? `about, of the slowest route, ${found.name}` : 'nothing was counted'}</small>
      </dd>
    </div>
  );
}
