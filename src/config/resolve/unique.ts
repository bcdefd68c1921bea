/** What each item of a list needs for itself. */
import { member, type Report } from '../../checks/report.js';

/** @param path of the list */
export function checkUnique<Key extends string>(
  list: readonly ({ readonly [_ in Key]?: string | undefined } | undefined)[],
  key: Key,
  path: string,
  report: Report,
): void {
  const first = new Map<string, number>();
  list.forEach((item, i) => {
    const value = item?.[key];
    if (value === undefined) return;
    const earlier = first.get(value);
    if (earlier === undefined) first.set(value, i);
    else report.fault(member(path, i, key), `${path}[${earlier}] has the same ${key}; each needs its own`);
  });
}
