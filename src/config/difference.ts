/** What differs between two configurations, as people see them: a secret that differs says so, and never what it is. */
import { member } from '../checks/report.js';
import type { GatewayConfig } from './config.js';
import { Hidden, shownOf, treeOf } from './redact.js';

/** One key whose value differs. */
export interface Change {
  /** Routes stand by their names: `routes.leads.source.deadline`. */
  readonly path: string;
  /** As `check` prints it; null: it was not there. */
  readonly from: unknown;
  /** null: it is there no more; `changed`: it looks the same, and the hidden part of it is another. */
  readonly to: unknown;
}

/** In the order of the keys. Defaults count as if they were written. */
export function changesBetween(old: GatewayConfig, next: GatewayConfig): readonly Change[] {
  return [...differences(treeOf(old), treeOf(next), '')];
}

/** The same of what people see alone: two secrets from one place are equal here. */
export function changesBetweenShown(old: unknown, next: unknown): readonly Change[] {
  return [...differences(old, next, '')];
}

function* differences(from: unknown, to: unknown, path: string): Iterable<Change> {
  const [before, after] = [membersOf(from), membersOf(to)];
  if (before && after) {
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      yield* differences(before.get(name), after.get(name), member(path, name));
    }
  } else if (textOf(from, revealed) !== textOf(to, revealed)) {
    const alike = textOf(from, shown) === textOf(to, shown);
    yield { path, from: shownOf(from) ?? null, to: alike ? 'changed' : (shownOf(to) ?? null) };
  }
}

type Members = ReadonlyMap<string | number, unknown>;

/** What is compared member by member: mappings, lists of named things, lists of secrets. */
function membersOf(value: unknown): Members | undefined {
  if (Array.isArray(value)) return listed(value);
  return isMapping(value) ? new Map(Object.entries(value)) : undefined;
}

function listed(list: readonly unknown[]): Members | undefined {
  const named = list.flatMap((item) => {
    const name = isMapping(item) ? item['name'] : undefined;
    return typeof name === 'string' ? [[name, item] as const] : [];
  });
  if (list.length > 0 && named.length === list.length) return new Map(named);
  return list.some((item) => item instanceof Hidden) ? new Map(list.entries()) : undefined;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Hidden);
}

/** Equal for equal values. */
function textOf(value: unknown, read: (hidden: Hidden) => unknown): string | undefined {
  return JSON.stringify(value, (_key, inner: unknown) => (inner instanceof Hidden ? read(inner) : inner));
}

function shown(hidden: Hidden): unknown {
  return hidden.shown;
}

function revealed(hidden: Hidden): unknown {
  return [hidden.shown, hidden.reveal()];
}
