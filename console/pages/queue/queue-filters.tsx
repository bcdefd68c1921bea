/** Which queues and dead letters: every part of it stands in the address. */
import { hrefOf, useAddress } from '../../address/address.js';
import type { DestinationQueue } from '../../api/types.js';
import { ChoiceFilter, Filters } from '../../parts/filters.js';
import { useOverview } from '../../shell/overview-kept.js';
import type { Choice } from './choice.js';
import { REASONS } from './reasons.js';

interface QueueFiltersProps {
  readonly choice: Choice;
  readonly queues: readonly DestinationQueue[];
}

const NO_CHOICE = { route: undefined, destination: undefined, reason: undefined, rows: undefined };

export function QueueFilters({ choice, queues }: QueueFiltersProps) {
  const { route, destination, reason } = choice;
  const { path, query } = useAddress();
  const places = usePlaces(queues);
  const routes = [...new Set(places.map((one) => one.route))];
  const destinations = [
    ...new Set(places.filter((one) => one.route === route).map((one) => one.destination)),
  ];
  return (
    <Filters label="Which queues and dead letters">
      <ChoiceFilter
        {...{ name: 'route', title: 'Route', value: route, choices: routes }}
        clears={['destination', 'rows']}
      />
      {(destinations.length > 1 || destination !== undefined) && (
        <ChoiceFilter
          {...{ name: 'destination', title: 'Destination', value: destination, choices: destinations }}
          clears={['rows']}
        />
      )}
      <ChoiceFilter
        {...{ name: 'reason', title: 'Dead letters with reason', value: reason, choices: REASONS }}
        clears={['rows']}
      />
      {Object.keys(choice).length > 0 && (
        <a class="clear" href={hrefOf(path, { ...query, ...NO_CHOICE })}>
          Clear filters
        </a>
      )}
    </Filters>
  );
}

type Place = Pick<DestinationQueue, 'route' | 'destination'>;

/** Those that are configured, and those that only left something. */
function usePlaces(queues: readonly DestinationQueue[]): readonly Place[] {
  const routes = useOverview().data?.routes ?? [];
  const configured = routes.flatMap(({ name, destinations }) =>
    destinations
      .filter(({ backlog }) => backlog !== null)
      .map((one) => ({ route: name, destination: one.name })),
  );
  return [...configured, ...queues];
}
