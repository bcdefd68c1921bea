/** Where a route's row is on the page. */
export function rowId(route: string): string {
  return `route-${route}`;
}

/** Nothing happens where the row is not there (yet). */
export function goToRow(route: string): void {
  const row = document.getElementById(rowId(route));
  row?.scrollIntoView({ block: 'center' });
  row?.focus({ preventScroll: true });
}
