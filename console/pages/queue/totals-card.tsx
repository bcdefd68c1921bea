/** All that is chosen together: how much waits, when it is due, and why what is dead died. */
import { hrefOf, useAddress } from '../../address/address.js';
import type { DestinationQueue } from '../../api/types.js';
import { Bars } from '../../parts/bars.js';
import { Ago } from '../../parts/time.js';
import { reasonSays } from './reasons.js';
import { totalsOf, type Totals as Sums } from './totals.js';

export function Totals({ queues }: { readonly queues: readonly DestinationQueue[] }) {
  const totals = totalsOf(queues);
  return (
    <>
      <Figures totals={totals} />
      <div class="cards">
        <section class="card" aria-labelledby="due">
          <h2 id="due">Due</h2>
          <Bars label="What is due when" bars={totals.due} />
        </section>
        <section class="card" aria-labelledby="dead-by">
          <h2 id="dead-by">Dead, by reason</h2>
          <DeadBy totals={totals} />
        </section>
      </div>
    </>
  );
}

function Figures({ totals }: { readonly totals: Sums }) {
  const { waiting, delayed, active, dead, oldest } = totals;
  return (
    <section class="card" aria-label="In numbers">
      <dl class="queue-figures">
        <Figure title="Pending" count={waiting + delayed + active} says="all that waits or is attempted" />
        <Figure title="Due" count={waiting} says="pending, for a worker" />
        <Figure title="Not yet due" count={delayed} says="pending, until their next attempt" />
        <Figure title="In hand" count={active} says="pending, being attempted" />
        <div>
          <dt>Oldest</dt>
          <dd class={oldest === null ? 'none' : 'moment'}>{oldest === null ? '–' : <Ago at={oldest} />}</dd>
        </div>
        <Figure title="Dead letters" count={dead} says="given up, and kept" isBad />
      </dl>
    </section>
  );
}

interface FigureProps {
  readonly title: string;
  readonly count: number;
  readonly says: string;
  readonly isBad?: boolean;
}

function Figure({ title, count, says, isBad = false }: FigureProps) {
  return (
    <div>
      <dt>{title}</dt>
      <dd class={count === 0 ? 'none' : isBad ? 'bad' : undefined}>
        {count.toLocaleString()}
        <small>{says}</small>
      </dd>
    </div>
  );
}

/** Each leads to those that died of it. */
function DeadBy({ totals: { deadBy, deadByCut } }: { readonly totals: Sums }) {
  const { path, query } = useAddress();
  if (deadBy.length === 0) return <p>No dead letters.</p>;
  const bars = deadBy.map(([reason, count]) => {
    const says = reasonSays(reason);
    return {
      ...{ title: reason, count, class: 'bad', ...(says !== undefined && { says }) },
      href: hrefOf(path, { ...query, show: 'dead', reason, rows: undefined }),
    };
  });
  return (
    <>
      <Bars label="Dead letters by reason" bars={bars} />
      {deadByCut && <p class="quiet">Of each destination the newest 1,000 are counted here.</p>}
    </>
  );
}
