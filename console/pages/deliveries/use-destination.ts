import type { DestinationOverview } from '../../api/types.js';
import { useOverview } from '../../shell/overview-kept.js';

/** @returns undefined for one that is not configured any more, and until the overview is there */
export function useDestination(place: {
  readonly route: string;
  readonly destination: string;
}): DestinationOverview | undefined {
  const route = useOverview().data?.routes.find(({ name }) => name === place.route);
  return route?.destinations.find(({ name }) => name === place.destination);
}
