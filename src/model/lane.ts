/**
 * A lane: where the messages for one destination lie, with their log, their dead letters and their pause. The only
 * destination of a route has the route's own, whatever its name; one of a list has `<route>/<destination>`.
 */
export function laneOf(route: string, destination: string): string {
  return `${route}/${destination}`;
}

/** The route of a lane: names of routes have no slash. */
export function routeOfLane(lane: string): string {
  const slash = lane.indexOf('/');
  return slash < 0 ? lane : lane.slice(0, slash);
}

/** The destination of a lane that belongs to one of several. */
export function destinationOfLane(lane: string): string | undefined {
  const slash = lane.indexOf('/');
  return slash < 0 ? undefined : lane.slice(slash + 1);
}

/** Those of a route. @param route undefined: all of them */
export function lanesOf(lanes: readonly string[], route: string | undefined): readonly string[] {
  return route === undefined ? lanes : lanes.filter((lane) => routeOfLane(lane) === route);
}

/** The routes of lanes, each once. */
export function routesOf(lanes: readonly string[]): readonly string[] {
  return [...new Set(lanes.map(routeOfLane))];
}

/** What the log says of a lane. */
export function fieldsOfLane(lane: string): { readonly route: string; readonly destination?: string } {
  const destination = destinationOfLane(lane);
  return { route: routeOfLane(lane), ...(destination !== undefined && { destination }) };
}
