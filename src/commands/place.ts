/** How commands name a route, or one of its destinations: an only one goes by its route's name. */
import { cut } from './print.js';

export function placeText(route: string, destination: string, isOnly: boolean): string {
  return cut(isOnly ? route : `${route}/${destination}`);
}

interface Placed {
  readonly route: string;
  readonly destination: string;
}

/** What a destination is called that nobody gave a name. */
const UNNAMED = 'default';

/** @returns the name of each one's place; a list does not say which routes have several destinations */
export function placesIn(list: readonly Placed[]): (one: Placed) => string {
  const first = new Map<string, string>();
  const several = new Set<string>();
  for (const { route, destination } of list.filter((one) => one.destination !== '')) {
    const known = first.get(route) ?? destination;
    if (known !== destination || destination !== UNNAMED) several.add(route);
    first.set(route, known);
  }
  return ({ route, destination }) => placeText(route, destination, destination === '' || !several.has(route));
}
