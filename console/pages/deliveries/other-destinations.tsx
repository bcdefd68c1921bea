/** What came of the same delivery at the other destinations of its route. */
import type { ComponentChildren } from 'preact';
import { hrefOf } from '../../address/address.js';
import { useAnswer } from '../../api/answer.js';
import { answered, api, ApiProblem } from '../../api/client.js';
import type { DeliveryDetail } from '../../api/types.js';
import { FoldingTable, type Column, type TableRow } from '../../parts/folding-table.js';
import { OutcomeWord } from '../../parts/outcome.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Ago } from '../../parts/time.js';
import { useOverview } from '../../shell/overview-kept.js';
import type { Place } from '../../commands/delivery-lines.js';

interface OthersProps {
  readonly place: Place;
  /** Undefined: what they come to does not change any more. */
  readonly everyMs: number | undefined;
}

/** Nothing where the route has one. */
export function OtherDestinations({ place, everyMs }: OthersProps) {
  const route = useOverview().data?.routes.find(({ name }) => name === place.route);
  const names = (route?.destinations ?? [])
    .map(({ name }) => name)
    .filter((name) => name !== place.destination);
  return names.length === 0 ? null : <Others {...{ place, names, everyMs }} />;
}

function Others({ place, names, everyMs }: OthersProps & { readonly names: readonly string[] }) {
  const { id, route } = place;
  // What ended before one of several was asked belongs to none of them.
  const title = place.destination === '' ? 'Destinations' : 'Other destinations';
  const { data, problem, asking } = useAnswer(
    JSON.stringify([id, route, names]),
    (signal) => Promise.all(names.map((destination) => found({ id, route, destination }, signal))),
    everyMs,
  );
  return (
    <section class="card" aria-labelledby="others">
      <h2 id="others">{title}</h2>
      {problem && <ProblemNote problem={problem} />}
      {!data && asking && <p class="quiet">Asking …</p>}
      {data && <FoldingTable {...{ label: title, columns: COLUMNS, rows: rowsOf(names, data) }} />}
    </section>
  );
}

const COLUMNS: readonly Column[] = [
  { title: 'Destination' },
  { title: 'Outcome' },
  { title: 'Attempts' },
  { title: 'Next attempt' },
];

type Found = DeliveryDetail | undefined;

function rowsOf(names: readonly string[], found: readonly Found[]): readonly TableRow[] {
  return names.map((name, i) => ({ key: name, cells: cellsOf(name, found[i]) }));
}

function cellsOf(name: string, delivery: Found): readonly ComponentChildren[] {
  if (!delivery) return [name, <Nothing key="nothing" />, '', ''];
  const { id, route, destination, outcome, reason, dead, attempts, nextAttemptAt } = delivery;
  return [
    <a key="name" href={hrefOf(['deliveries', id ?? ''], { route, destination })}>
      {name}
    </a>,
    <OutcomeWord key="outcome" {...{ outcome, reason, dead }} />,
    attempts.at(-1)?.number ?? 0,
    nextAttemptAt === null ? '' : <Ago key="next" at={nextAttemptAt} />,
  ];
}

function Nothing() {
  return (
    <span class="quiet">The log has nothing of it: it does not want this event, or was not asked yet.</span>
  );
}

/** A list by id would read the whole log of the route. @returns undefined where the log has none */
async function found({ id, route, destination }: Place, signal: AbortSignal): Promise<Found> {
  try {
    const params = { path: { id }, query: { route, destination } };
    return await answered(api.GET('/deliveries/{id}', { params, signal }));
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'unknown_delivery') return undefined;
    throw error;
  }
}
