/** Which deliveries: every part of it stands in the address. */
import { hrefOf, useAddress } from '../../address/address.js';
import { ChoiceFilter, Filters, TextFilter, TimeFilter } from '../../parts/filters.js';
import { OUTCOMES } from '../../parts/outcome-groups.js';
import { useOverview } from '../../shell/overview-kept.js';
import { NO_FILTER, isFiltered, type Filter } from './filter.js';
import { SinceChoices } from './since-choices.js';

const CHOICES = ['dead', ...OUTCOMES];

interface DeliveriesFiltersProps {
  readonly filter: Filter;
  /** A tail has no past. */
  readonly isLive: boolean;
  /** Names of events that were seen. */
  readonly events: readonly string[];
}

export function DeliveriesFilters({ filter, isLive, events }: DeliveriesFiltersProps) {
  const { query, path } = useAddress();
  const { route, destination, outcome, event, id, since, until } = filter;
  const { routes, destinations } = useNames(route);
  return (
    <Filters label="Which deliveries">
      <div class="what">
        <TextFilter {...{ name: 'route', title: 'Route', value: route, suggestions: routes }} />
        <TextFilter
          {...{ name: 'destination', title: 'Destination', value: destination, suggestions: destinations }}
        />
        <ChoiceFilter {...{ name: 'outcome', title: 'Outcome', value: outcome, choices: CHOICES }} />
        <TextFilter {...{ name: 'event', title: 'Event', value: event, suggestions: events }} />
        <TextFilter {...{ name: 'id', title: 'Message id or provider’s id', value: id }} />
      </div>
      {!isLive && (
        <>
          <TimeFilter {...{ name: 'since', title: 'Received since', value: since }} />
          <TimeFilter {...{ name: 'until', title: 'Received until', value: until }} />
          <SinceChoices />
        </>
      )}
      {isFiltered(filter) && (
        <a class="clear" href={hrefOf(path, { ...query, ...NO_FILTER, rows: undefined })}>
          Clear filters
        </a>
      )}
    </Filters>
  );
}

/** @param route whose destinations; left out: those of all */
function useNames(route: string | undefined) {
  const routes = useOverview().data?.routes ?? [];
  const meant = routes.filter(({ name }) => route === undefined || name === route);
  return {
    routes: routes.map(({ name }) => name),
    destinations: [
      ...new Set(meant.flatMap(({ destinations }) => destinations.map(({ name }) => name))),
    ].toSorted(),
  };
}
