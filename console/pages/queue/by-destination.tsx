/** A row for each destination that queues. */
import { hrefOf, useAddress } from '../../address/address.js';
import type { DestinationQueue } from '../../api/types.js';
import { FoldingTable, type Column } from '../../parts/folding-table.js';
import { Ago } from '../../parts/time.js';
import { useDestination } from '../deliveries/use-destination.js';
import { DestinationState } from '../overview/state-words.js';
import { attemptsOf } from '../overview/summary.js';

const COLUMNS: readonly Column[] = [
  { title: 'Destination' },
  { title: 'Mode' },
  { title: 'Pending', isNumber: true },
  { title: 'Due', isNumber: true },
  { title: 'Not yet due', isNumber: true },
  { title: 'In hand', isNumber: true },
  { title: 'Oldest', isNumber: true },
  { title: 'Dead', isNumber: true },
  { title: 'State' },
];

export function ByDestination({ queues }: { readonly queues: readonly DestinationQueue[] }) {
  return (
    <section class="card" aria-labelledby="by-destination">
      <div class="head-line">
        <h2 id="by-destination">By destination</h2>
        <span class="scope">a breaker as the replica that answers sees it</span>
      </div>
      {queues.length === 0 ? (
        <p>Nothing queues for what is chosen.</p>
      ) : (
        <FoldingTable
          {...{ label: 'Queues by destination', class: 'by-destination', columns: COLUMNS }}
          rows={queues.map((queue) => ({
            key: `${queue.route} ${queue.destination}`,
            cells: cellsOf(queue),
          }))}
        />
      )}
    </section>
  );
}

function cellsOf(queue: DestinationQueue) {
  const { route, destination, mode, waiting, delayed, active, dead, oldest } = queue;
  return [
    <>
      <Link {...{ queue }}>{route}</Link> <span class="quiet">→ {destination}</span>
    </>,
    mode,
    (waiting + delayed + active).toLocaleString(),
    waiting.toLocaleString(),
    delayed.toLocaleString(),
    active.toLocaleString(),
    oldest === null ? <span class="quiet">–</span> : <Ago at={oldest} />,
    dead === 0 ? '0' : <DeadLink {...{ queue }} />,
    <State {...{ queue }} />,
  ];
}

/** The queue does not know of attempts by the hour; the overview does. */
function State({ queue }: { readonly queue: DestinationQueue }) {
  const known = useDestination(queue);
  return <DestinationState {...queue} attempts={known && attemptsOf(known)} />;
}

function Link({
  queue: { route, destination },
  children,
}: {
  readonly queue: DestinationQueue;
  readonly children: string;
}) {
  const { path, query } = useAddress();
  return (
    <a
      href={hrefOf(path, { ...query, route, destination, rows: undefined })}
      aria-label={`${route} to ${destination}`}
    >
      {children}
    </a>
  );
}

function DeadLink({ queue: { route, destination, dead } }: { readonly queue: DestinationQueue }) {
  const { path, query } = useAddress();
  return (
    <a
      class="bad"
      href={hrefOf(path, { ...query, route, destination, show: 'dead', rows: undefined })}
      aria-label={`${dead.toLocaleString()} dead letters of ${route} to ${destination}`}
    >
      {dead.toLocaleString()}
    </a>
  );
}
