/** Which routes are shown, and in which order. */
import type { Attention, RouteOverview } from '../../api/types.js';

export type Severity = Attention['severity'];

const GRAVEST: readonly Severity[] = ['critical', 'warning', 'info'];

/** As the address has it. */
export const ORDERS = ['attention', 'file'] as const;
export type Order = (typeof ORDERS)[number];

export function orderOf(text: string | undefined): Order {
  return text === 'file' ? 'file' : 'attention';
}

/** The gravest thing of each route that has any. */
export function severities(attention: readonly Attention[]): ReadonlyMap<string, Severity> {
  const found = new Map<string, Severity>();
  for (const { route, severity } of attention) {
    const known = route === null ? undefined : found.get(route);
    if (route !== null && (known === undefined || rank(severity) < rank(known))) found.set(route, severity);
  }
  return found;
}

/** Those whose name has the text, what needs somebody first and then by name; or as the file has them. */
export function inOrder<Route extends Pick<RouteOverview, 'name'>>(
  routes: readonly Route[],
  attention: readonly Attention[],
  order: Order,
  name = '',
): readonly Route[] {
  const wanted = routes.filter((route) => route.name.toLowerCase().includes(name.trim().toLowerCase()));
  if (order === 'file') return wanted;
  const gravest = severities(attention);
  return wanted.toSorted(
    (a, b) => rank(gravest.get(a.name)) - rank(gravest.get(b.name)) || (a.name < b.name ? -1 : 1),
  );
}

function rank(severity: Severity | undefined): number {
  return severity === undefined ? GRAVEST.length : GRAVEST.indexOf(severity);
}
