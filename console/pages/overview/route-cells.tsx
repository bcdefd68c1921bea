/** The cells of a route's row. */
import type { ComponentChildren } from 'preact';
import type { RouteOverview } from '../../api/types.js';
import { Sparkline } from '../../parts/sparkline.js';
import { Ago } from '../../parts/time.js';
import { UnfoldButton } from '../../parts/unfold-button.js';
import { HourTally, Nothing, QuantilesText } from './numbers.js';
import { Backlog, Dead } from './queue-cells.js';
import type { Severity } from './order.js';
import { rowId } from './row-place.js';
import { StateWords } from './state-words.js';
import type { Summary } from './summary.js';

interface RouteRow {
  readonly route: RouteOverview;
  readonly summary: Summary;
  readonly severity: Severity | undefined;
  readonly isOpen: boolean;
  readonly toggle: () => void;
}

export function routeCells(row: RouteRow): readonly ComponentChildren[] {
  const { route, summary } = row;
  const { name } = route;
  const isSlowest = route.destinations.length > 1;
  const { hour, ours, receiver, attempts, backlog, oldest, dead, lastAccepted } = summary;
  return [
    <RouteName {...row} />,
    <>
      <Sparkline minutes={hour.minutes} label={`The last hour of ${name}`} />
      <HourTally {...{ place: { route: name }, hour, attempts }} />
    </>,
    <QuantilesText {...ours} isSlowest={isSlowest} />,
    <QuantilesText {...receiver} isSlowest={isSlowest} />,
    <Backlog {...{ place: { route: name }, backlog, oldest }} />,
    <Dead {...{ place: { route: name }, dead }} />,
    lastAccepted === null ? <Nothing says="not within the hour" /> : <Ago at={lastAccepted} />,
    <StateWords {...{ route, summary, needsYou: isGrave(row.severity) }} />,
  ];
}

function RouteName({ route, severity, isOpen, toggle }: RouteRow) {
  const { name, path, scheme, mode, destinations } = route;
  return (
    <div class="route-name">
      <UnfoldButton {...{ id: rowId(name), controls: `${rowId(name)}-detail`, isOpen, toggle }}>
        {name}
      </UnfoldButton>
      {isGrave(severity) && (
        <span class={`badge ${severity}`} title={`${severity}: it stands above, under “Needs you”`}>
          {severity}
        </span>
      )}
      <div class="where quiet">
        <code>{path ?? 'any path'}</code>
        <span>
          {scheme} → {destinations.map((one) => one.name).join(', ')} · {mode}
        </span>
      </div>
    </div>
  );
}

function isGrave(severity: Severity | undefined): boolean {
  return severity !== undefined && severity !== 'info';
}
