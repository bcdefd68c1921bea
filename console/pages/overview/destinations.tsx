/** The destinations of a route, a row each, and what came to none of them. */
import type { DestinationOverview, RouteOverview } from '../../api/types.js';
import { FoldingTable, type Column } from '../../parts/folding-table.js';
import { Sparkline } from '../../parts/sparkline.js';
import { Tally } from '../../parts/tally.js';
import { Ago } from '../../parts/time.js';
import { hourOfDestination, hourOfRoute } from './hour.js';
import { HourTally, Nothing, QuantilesText } from './numbers.js';
import { Backlog, Dead } from './queue-cells.js';
import { RouteActions } from './route-actions.js';
import { DestinationState } from './state-words.js';
import { attemptsOf } from './summary.js';

interface DestinationsProps {
  readonly route: RouteOverview;
  readonly changed: () => void;
}

const COLUMNS: readonly Column[] = [
  { title: 'Destination' },
  { title: 'Last hour' },
  { title: 'Ours p50, p99', isNumber: true },
  { title: 'Receiver p50, p99', isNumber: true },
  { title: 'Pending', isNumber: true },
  { title: 'Dead', isNumber: true },
  { title: 'Last accepted', isNumber: true },
  { title: 'State' },
];

export function Destinations({ route, changed }: DestinationsProps) {
  const { name, destinations, askedNone } = route;
  return (
    <>
      <FoldingTable
        {...{ label: `Destinations of ${name}`, class: 'destinations', columns: COLUMNS }}
        rows={destinations.map((one) => ({ key: one.name, cells: cellsOf(route, one, changed) }))}
      />
      {askedNone.length > 0 && (
        <p class="asked-none quiet">
          Before one of them was asked, deliveries of the hour ended as{' '}
          <Tally counts={hourOfRoute({ askedNone, destinations: [] }).outcomes} />.
        </p>
      )}
    </>
  );
}

function cellsOf(route: RouteOverview, one: DestinationOverview, changed: () => void) {
  const { name, url, mode, latency, backlog, oldest, dead, lastAccepted } = one;
  const place = { route: route.name, destination: name };
  const hour = hourOfDestination(one);
  return [
    <div class="destination-name">
      <strong>{name}</strong> <span class="quiet">{mode}</span>
      <div>
        <code>{url}</code>
      </div>
      {route.destinations.length > 1 && (
        <div class="buttons small">
          <RouteActions {...{ route, destination: one, changed }} />
        </div>
      )}
    </div>,
    <>
      <Sparkline minutes={hour.minutes} label={`The last hour of ${route.name} to ${name}`} />
      <HourTally {...{ place, hour, attempts: attemptsOf(one) }} />
    </>,
    <QuantilesText {...latency.ours} />,
    <QuantilesText {...latency.receiver} />,
    <Backlog {...{ place, backlog, oldest }} />,
    <Dead {...{ place, dead }} />,
    lastAccepted === null ? <Nothing says="not within the hour" /> : <Ago at={lastAccepted} />,
    <DestinationState {...one} attempts={attemptsOf(one)} />,
  ];
}
