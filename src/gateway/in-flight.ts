/** Requests that are being handled, over all routes and on each; a route's count is the same over reloads. */
export class InFlight {
  readonly all = { count: 0 };
  readonly #byRoute = new Map<string, { count: number }>();

  of(route: string): { count: number } {
    const counter = this.#byRoute.get(route) ?? { count: 0 };
    this.#byRoute.set(route, counter);
    return counter;
  }

  byRoute(): readonly (readonly [route: string, count: number])[] {
    return [...this.#byRoute].map(([route, { count }]) => [route, count]);
  }
}
