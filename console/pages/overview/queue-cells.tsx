/** What waits for a route or one of its destinations, and what was given up; each number leads to its list. */
import { hrefOf } from '../../address/address.js';
import { Ago } from '../../parts/time.js';
import { Nothing } from './numbers.js';

interface Place {
  readonly route: string;
  /** Left out: all of the route. */
  readonly destination?: string;
}

interface BacklogProps {
  readonly place: Place;
  /** Null if it does not queue. */
  readonly backlog: number | null;
  readonly oldest: string | null;
}

export function Backlog({ place, backlog, oldest }: BacklogProps) {
  if (backlog === null) return <Nothing />;
  const text = backlog.toLocaleString();
  return (
    <>
      <a
        href={hrefOf(['queue'], { ...place, show: 'pending' })}
        aria-label={`${text} pending${ofWhom(place)}`}
      >
        {text}
      </a>
      {oldest !== null && (
        <small>
          oldest <Ago at={oldest} />
        </small>
      )}
    </>
  );
}

interface DeadProps {
  readonly place: Place;
  /** Null if it does not queue. */
  readonly dead: number | null;
}

export function Dead({ place, dead }: DeadProps) {
  if (dead === null) return <Nothing />;
  const text = dead.toLocaleString();
  return (
    <a
      class={dead > 0 ? 'bad' : undefined}
      href={hrefOf(['queue'], { ...place, show: 'dead' })}
      aria-label={`${text} dead letters${ofWhom(place)}`}
    >
      {text}
    </a>
  );
}

function ofWhom({ route, destination }: Place): string {
  return ` of ${route}${destination === undefined ? '' : ` to ${destination}`}`;
}
