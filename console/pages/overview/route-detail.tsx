/** A route unfolded: its hour with axes, its destinations, the way to its deliveries, and what can be done to it. */
import { hrefOf } from '../../address/address.js';
import type { RouteOverview } from '../../api/types.js';
import { Bars } from '../../parts/bars.js';
import { Destinations } from './destinations.js';
import { HourChart } from './hour-chart.js';
import { RouteActions } from './route-actions.js';
import { rowId } from './row-place.js';
import type { Summary } from './summary.js';

interface RouteDetailProps {
  readonly route: RouteOverview;
  readonly summary: Summary;
  readonly changed: () => void;
}

export function RouteDetail({ route, summary, changed }: RouteDetailProps) {
  const { name } = route;
  return (
    <div class="route-detail" id={`${rowId(name)}-detail`} role="group" aria-label={`Route ${name}`}>
      <div class="buttons">
        <RouteActions {...{ route, changed }} />
        <RouteLinks {...{ name, isQueueing: summary.backlog !== null }} />
      </div>
      <HourChart hour={summary.hour} label={`Deliveries of ${name} in the last hour by the minute`} />
      <RefusedReasons {...route} />
      <Destinations {...{ route, changed }} />
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
