/** A row a route; each unfolds to its destinations. */
import { useEffect, useMemo } from 'preact/hooks';
import { change, useAddress } from '../../address/address.js';
import type { Overview, RouteOverview } from '../../api/types.js';
import { FoldingTable, type Column, type TableRow } from '../../parts/folding-table.js';
import { ScopeNote } from '../../parts/scope.js';
import { FirstDelivery } from './first-delivery.js';
import { inOrder, orderOf, severities, type Severity } from './order.js';
import { routeCells } from './route-cells.js';
import { NoneNamed, RouteFilters } from './route-filters.js';
import { RouteDetail } from './route-detail.js';
import { goToRow } from './row-place.js';
import { summaryOf } from './summary.js';
import { toggled, unfolded } from './unfolded.js';

interface RoutesProps {
  readonly overview: Overview;
  readonly changed: () => void;
}

const COLUMNS: readonly Column[] = [
  { title: 'Route' },
  { title: 'Last hour' },
  { title: 'Ours p50, p99', isNumber: true },
  { title: 'Receiver p50, p99', isNumber: true },
  { title: 'Pending', isNumber: true },
  { title: 'Dead', isNumber: true },
  { title: 'Last accepted', isNumber: true },
  { title: 'State' },
];

export function Routes({ overview, changed }: RoutesProps) {
  const { routes, attention, scope } = overview;
  const { query } = useAddress();
  const shown = inOrder(routes, attention, orderOf(query['sort']), query['name']);
  const rows = useRows(overview, query['open'], changed);
  const at = query['at'];
  useEffect(() => {
    if (at !== undefined) goToRow(at);
  }, [at]);
  return (
    <section class="card routes" aria-labelledby="routes">
      <div class="head-line">
        <h2 id="routes">Routes</h2>
        <span class="scope">
          Of the last hour, <ScopeNote scope={scope} />; a breaker as the replica that answers sees it
        </span>
      </div>
      <RouteFilters />
      <p class="quiet count" aria-live="polite">
        {shown.length === routes.length
          ? `${routes.length} ${routes.length === 1 ? 'route' : 'routes'}`
          : `${shown.length} of ${routes.length} routes`}
      </p>
      {shown.length === 0 ? (
        <NoneNamed name={query['name'] ?? ''} />
      ) : (
        <FoldingTable
          {...{ label: 'Routes', class: 'route-rows', columns: COLUMNS }}
          rows={shown.flatMap(({ name }) => rows.get(name) ?? [])}
        />
      )}
    </section>
  );
}

/** Drawn once for each answer: to choose among a hundred of them by a name that is being typed then costs little. */
function useRows({ routes, attention }: Overview, open: string | undefined, changed: () => void) {
  return useMemo(() => {
    const gravest = severities(attention);
    const names = unfolded(open);
    return new Map(
      routes.map((route) => {
        const isOpen = names.includes(route.name);
        const toggle = (): void => {
          change({ open: toggled(open, route.name), at: undefined });
        };
        return [
          route.name,
          rowOf({ route, severity: gravest.get(route.name), isOpen, toggle, changed }),
        ] as const;
      }),
    );
  }, [routes, attention, open, changed]);
}

interface RowProps {
  readonly route: RouteOverview;
  readonly severity: Severity | undefined;
  readonly isOpen: boolean;
  readonly toggle: () => void;
  readonly changed: () => void;
}

function rowOf({ route, severity, isOpen, toggle, changed }: RowProps): TableRow {
  const summary = summaryOf(route);
  const first = route.waitingForFirst && <FirstDelivery route={route} />;
  return {
    key: route.name,
    cells: routeCells({ route, summary, severity, isOpen, toggle }),
    below: (first || isOpen) && (
      <>
        {first}
        {isOpen && <RouteDetail {...{ route, summary, changed }} />}
      </>
    ),
  };
}
