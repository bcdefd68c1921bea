/**
 * What a token may do. A `viewer` sees counts, outcomes and ids, a `reader` also bodies and values of headers, an
 * `operator` also writes. Each may what the ones before it may.
 */
export const ROLES = ['viewer', 'reader', 'operator'] as const;
export type Role = (typeof ROLES)[number];

/** Whether who has one role may do what needs another. */
export function may(has: Role, needs: Role): boolean {
  return ROLES.indexOf(has) >= ROLES.indexOf(needs);
}
