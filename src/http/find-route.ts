/**
 * From a target to its route. The path counts exactly as it came: nothing is normalised, so nothing can be smuggled past.
 * An exact path goes before one that ends in `/*`, and a longer beginning before a shorter.
 */
import type { Route } from '../line/route.js';
import { beginningOf, isPlainRest, pathOf } from '../model/paths.js';

export type FindRoute = (target: string) => Route | undefined;

export function createFindRoute(routes: readonly Route[]): FindRoute {
  const exact = new Map<string, Route>();
  const open = new Map<string, Route>();
  for (const route of routes) {
    const beginning = beginningOf(route.path);
    if (beginning !== undefined) open.set(beginning, route);
    else if (route.path !== undefined) exact.set(route.path, route);
  }
  const anyPath = routes.find((route) => route.path === undefined);
  if (open.size === 0) return (target) => exact.get(pathOf(target)) ?? anyPath;
  // Looked up once a length, so that no path costs more for the slashes that a stranger put into it.
  const lengths = [...new Set(Array.from(open.keys(), ({ length }) => length))].sort((a, b) => b - a);

  function longest(path: string): Route | undefined {
    for (const length of lengths) {
      if (length > path.length || (length < path.length && path[length] !== '/')) continue;
      const found = open.get(path.slice(0, length));
      if (found) return isPlainRest(path.slice(length)) ? found : undefined;
    }
    return undefined;
  }

  return function findRoute(target) {
    const path = pathOf(target);
    return exact.get(path) ?? longest(path) ?? anyPath;
  };
}
