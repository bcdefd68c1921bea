/** How a route, or one of its destinations, stands: in words, the worst first. */
import { hrefOf } from '../../address/address.js';
import type { DestinationOverview, RouteOverview } from '../../api/types.js';
import { Ago } from '../../parts/time.js';
import { attemptsOf, failsAll, plus, type Attempts, type Summary } from './summary.js';

interface StateWordsProps {
  readonly route: RouteOverview;
  readonly summary: Summary;
  /** Whether something about it needs somebody: then it runs, and is not well. */
  readonly needsYou: boolean;
}

export function StateWords({ route, summary, needsYou }: StateWordsProps) {
  const { name, waitingForFirst, letOn, destinations } = route;
  const { breaker, paused } = summary;
  const failing = destinations.filter((one) => failsAll(attemptsOf(one)));
  const runs = breaker === 'closed' && paused === 0 && !letOn && !waitingForFirst && failing.length === 0;
  return (
    <span class="states">
      {breaker !== 'closed' && <span class="bad">breaker {wordOf(breaker)}</span>}
      {paused > 0 && <span class="refused">{pausedText(destinations, paused)}</span>}
      {failing.length > 0 && (
        <Fails
          attempts={failing.map(attemptsOf).reduce(plus)}
          who={destinations.length === 1 ? undefined : failing.map(({ name }) => name)}
        />
      )}
      {letOn && <LetOnShare letOn={letOn} route={name} />}
      {waitingForFirst && <span>waits for its first</span>}
      {runs && <span class={needsYou ? undefined : 'good'}>runs</span>}
    </span>
  );
}

interface DestinationStateProps extends Pick<DestinationOverview, 'breaker' | 'paused'> {
  /** Of the hour, as far as they are known. */
  readonly attempts?: Attempts | undefined;
}

export function DestinationState({ breaker, paused, attempts }: DestinationStateProps) {
  const isFailing = attempts !== undefined && failsAll(attempts);
  const runs = (breaker ?? 'closed') === 'closed' && paused === null && !isFailing;
  return (
    <span class="states">
      {breaker !== null && breaker !== 'closed' && <span class="bad">breaker {wordOf(breaker)}</span>}
      {paused !== null && <span class="refused">{pausedWord(paused)}</span>}
      {isFailing && <Fails attempts={attempts} />}
      {runs && <span class="good">runs</span>}
    </span>
  );
}

/** @param who of several destinations */
function Fails({
  attempts: { all },
  who,
}: {
  readonly attempts: Attempts;
  readonly who?: readonly string[] | undefined;
}) {
  return (
    <span class="bad">
      fails{who && `: ${who.join(', ')}`}
      <small>
        0 of {all.toLocaleString()} {all === 1 ? 'attempt' : 'attempts'} of the hour accepted
      </small>
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

interface LetOnProps {
  readonly letOn: NonNullable<RouteOverview['letOn']>;
  readonly route: string;
}

/** A route that only reports: what share would be refused, and from when it is. */
function LetOnShare({ letOn, route }: LetOnProps) {
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
        {refused > 0 && (
          <>
            {': '}
            <a href={hrefOf(['deliveries'], { route, outcome: 'unverified' })}>unverified</a>
          </>
        )}
        , until <Ago at={until} />
      </small>
    </span>
  );
}
