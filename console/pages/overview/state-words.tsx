/** How a route, or one of its destinations, stands: in words, the worst first. */
import type { DestinationOverview, RouteOverview } from '../../api/types.js';
import { Ago } from '../../parts/time.js';
import type { Summary } from './summary.js';

interface StateWordsProps {
  readonly route: RouteOverview;
  readonly summary: Summary;
  /** Whether something about it needs somebody: then it runs, and is not well. */
  readonly needsYou: boolean;
}

export function StateWords({ route, summary, needsYou }: StateWordsProps) {
  const { waitingForFirst, letOn, destinations } = route;
  const { breaker, paused } = summary;
  const runs = breaker === 'closed' && paused === 0 && !letOn && !waitingForFirst;
  return (
    <span class="states">
      {breaker !== 'closed' && <span class="bad">breaker {wordOf(breaker)}</span>}
      {paused > 0 && <span class="refused">{pausedText(destinations, paused)}</span>}
      {letOn && <LetOnShare letOn={letOn} />}
      {waitingForFirst && <span>waits for its first</span>}
      {runs && <span class={needsYou ? undefined : 'good'}>runs</span>}
    </span>
  );
}

export function DestinationState({ breaker, paused }: Pick<DestinationOverview, 'breaker' | 'paused'>) {
  return (
    <span class="states">
      {breaker !== null && breaker !== 'closed' && <span class="bad">breaker {wordOf(breaker)}</span>}
      {paused !== null && <span class="refused">{pausedWord(paused)}</span>}
      {(breaker ?? 'closed') === 'closed' && paused === null && <span class="good">runs</span>}
    </span>
  );
}

export function wordOf(breaker: NonNullable<DestinationOverview['breaker']>): string {
  return breaker === 'half_open' ? 'tries again' : breaker;
}

export function pausedWord(paused: NonNullable<DestinationOverview['paused']>): string {
  return paused === 'gone' ? 'paused: the receiver is gone (410)' : 'paused';
}

function pausedText(destinations: RouteOverview['destinations'], paused: number): string {
  if (paused < destinations.length) return `${paused} of ${destinations.length} paused`;
  const [first] = destinations;
  return first?.paused ? pausedWord(first.paused) : 'paused';
}

/** A route that only reports: what share would be refused, and from when it is. */
function LetOnShare({ letOn }: { readonly letOn: NonNullable<RouteOverview['letOn']> }) {
  const { until, genuine, wouldBeRefused } = letOn;
  const refused = Object.values(wouldBeRefused).reduce((sum, count) => sum + count, 0);
  const all = genuine + refused;
  const isOver = Date.parse(until) <= Date.now();
  if (isOver) return <span>enforces, since its time of reporting is over</span>;
  return (
    <span class="refused">
      reports only
      <small>
        {all === 0
          ? 'nothing came'
          : `${refused} of ${all} would be refused (${Math.round((refused / all) * 100)} %)`}
        , until <Ago at={until} />
      </small>
    </span>
  );
}
