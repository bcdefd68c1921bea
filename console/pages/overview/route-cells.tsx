/** The cells of a route's row. */
import type { ComponentChildren } from 'preact';
import { hrefOf } from '../../address/address.js';
import type { RouteOverview } from '../../api/types.js';
import { Sparkline } from '../../parts/sparkline.js';
import { Ago } from '../../parts/time.js';
import { UnfoldButton } from '../../parts/unfold-button.js';
import { HourTally, Nothing, QuantilesText } from './numbers.js';
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
  const { hour, ours, receiver, attempts, backlog, oldest, dead, lastAccepted } = summary;
  return [
    <RouteName {...row} />,
    <>
      <Sparkline minutes={hour.minutes} label={`The last hour of ${name}`} />
      <HourTally {...{ hour, attempts }} />
    </>,
    <QuantilesText {...ours} />,
    <QuantilesText {...receiver} />,
    backlog === null ? (
      <Nothing />
    ) : (
      <>
        <a
          href={hrefOf(['queue'], { route: name, show: 'pending' })}
          aria-label={`${backlog} pending of ${name}`}
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
        href={hrefOf(['queue'], { route: name, show: 'dead' })}
        aria-label={`${dead} dead letters of ${name}`}
      >
        {dead.toLocaleString()}
      </a>
    ),
    lastAccepted === null ? <Nothing says="not within the hour" /> : <Ago at={lastAccepted} />,
    <StateWords {...{ route, summary }} />,
  ];
}

function RouteName({ route, severity, isOpen, toggle }: RouteRow) {
  const { name, path, scheme, mode, destinations } = route;
  return (
    <div class="route-name">
      <UnfoldButton {...{ id: rowId(name), controls: `${rowId(name)}-detail`, isOpen, toggle }}>
        {name}
      </UnfoldButton>
      {severity !== undefined && severity !== 'info' && (
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
