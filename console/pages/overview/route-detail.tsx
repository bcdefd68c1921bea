/** A route unfolded: its hour with axes, its destinations, the way to its deliveries, and what can be done to it. */
import { hrefOf } from '../../address/address.js';
import type { DestinationOverview, RouteOverview } from '../../api/types.js';
import { Bars } from '../../parts/bars.js';
import { FoldingTable, type Column } from '../../parts/folding-table.js';
import { Sparkline } from '../../parts/sparkline.js';
import { Ago } from '../../parts/time.js';
import { hourOfDestination } from './hour.js';
import { HourChart } from './hour-chart.js';
import { HourTally, Nothing, QuantilesText } from './numbers.js';
import { RouteActions } from './route-actions.js';
import { rowId } from './row-place.js';
import { DestinationState } from './state-words.js';
import { attemptsOf, type Summary } from './summary.js';

interface RouteDetailProps {
  readonly route: RouteOverview;
  readonly summary: Summary;
  readonly changed: () => void;
}

export function RouteDetail({ route, summary, changed }: RouteDetailProps) {
  const { name, destinations } = route;
  return (
    <div class="route-detail" id={`${rowId(name)}-detail`} role="group" aria-label={`Route ${name}`}>
      <div class="buttons">
        <RouteActions {...{ route, changed }} />
        <RouteLinks {...{ name, isQueueing: summary.backlog !== null }} />
      </div>
      <HourChart hour={summary.hour} label={`Deliveries of ${name} in the last hour by the minute`} />
      <RefusedReasons {...route} />
      <FoldingTable
        {...{ label: `Destinations of ${name}`, class: 'destinations', columns: COLUMNS }}
        rows={destinations.map((one) => ({ key: one.name, cells: destinationCells(route, one, changed) }))}
      />
    </div>
  );
}

function RouteLinks({ name, isQueueing }: { readonly name: string; readonly isQueueing: boolean }) {
  return (
    <span class="route-links">
      <a href={hrefOf(['deliveries'], { route: name })}>Deliveries</a>
      <a href={hrefOf(['refused'], { route: name })}>Refused</a>
      {isQueueing && <a href={hrefOf(['queue'], { route: name })}>Queue</a>}
    </span>
  );
}

/** Each leads to those that were refused for it. */
function RefusedReasons({ name, refused }: RouteOverview) {
  const bars = Object.entries(refused)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => ({
      ...{ title: reason, count, class: 'refused' },
      href: hrefOf(['refused'], { route: name, reason }),
    }));
  if (bars.length === 0) return null;
  return (
    <div class="refused-reasons">
      <h3>Refused within the hour, by reason</h3>
      <Bars label={`Reasons of refusals of ${name}`} bars={bars} />
    </div>
  );
}

const COLUMNS: readonly Column[] = [
  { title: 'Destination' },
  { title: 'Last hour' },
  { title: 'Ours p50, p99', isNumber: true },
  { title: 'Receiver p50, p99', isNumber: true },
  { title: 'Backlog', isNumber: true },
  { title: 'Dead', isNumber: true },
  { title: 'Last accepted', isNumber: true },
  { title: 'State' },
];

function destinationCells(route: RouteOverview, one: DestinationOverview, changed: () => void) {
  const { name, url, mode, latency, backlog, oldest, dead, lastAccepted } = one;
  const place = { route: route.name, destination: name };
  const hour = hourOfDestination(one);
  const isOneOfSeveral = route.destinations.length > 1;
  return [
    <div class="destination-name">
      <strong>{name}</strong> <span class="quiet">{mode}</span>
      <div>
        <code>{url}</code>
      </div>
      {isOneOfSeveral && (
        <div class="buttons small">
          <RouteActions {...{ route, destination: one, changed }} />
        </div>
      )}
    </div>,
    <>
      <Sparkline minutes={hour.minutes} label={`The last hour of ${route.name} to ${name}`} />
      <HourTally {...{ hour, attempts: attemptsOf(one) }} />
    </>,
    <QuantilesText {...latency.ours} />,
    <QuantilesText {...latency.receiver} />,
    backlog === null ? (
      <Nothing />
    ) : (
      <>
        <a
          href={hrefOf(['queue'], { ...place, show: 'pending' })}
          aria-label={`${backlog} pending for ${name}`}
        >
          {backlog.toLocaleString()}
        </a>
        {oldest !== null && (
          <small>
            oldest <Ago at={oldest} />
          </small>
        )}
      </>
    ),
    dead === null ? (
      <Nothing />
    ) : (
      <a
        class={dead > 0 ? 'bad' : undefined}
        href={hrefOf(['queue'], { ...place, show: 'dead' })}
        aria-label={`${dead} dead letters of ${name}`}
      >
        {dead.toLocaleString()}
      </a>
    ),
    lastAccepted === null ? <Nothing says="not within the hour" /> : <Ago at={lastAccepted} />,
    <DestinationState {...one} />,
  ];
}
