/** What the audit hears of a write: the operation, who, how many, and how it was answered. */
import type { AuditedWrite } from '../../model/audit.js';
import { isWrite, type Endpoint } from './endpoint.js';
import { openapi } from './openapi.js';
import { documentedPath } from './openapi-roles.js';

/** Hears of writes; never throws, and nobody waits for it. */
export interface Audit {
  /** One that was authorised, whatever it came to. */
  wrote(write: AuditedWrite): void;
  /** One that no token, or no token of this role, authorised. */
  refused(what: string): void;
}

type Paths = Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;

const PATHS = openapi.paths as unknown as Paths;

/** The names of the operations that write. */
export function writesOf(endpoints: readonly Endpoint[]): ReadonlySet<string> {
  return new Set(endpoints.filter(isWrite).map(operationOf));
}

/** The name of an endpoint's operation. */
export function operationOf({ method, path }: Pick<Endpoint, 'method' | 'path'>): string {
  return PATHS[documentedPath(path)]?.[method]?.operationId ?? `${method} ${path}`;
}

/** How many deliveries an answer speaks of: its `count`. */
export function countIn(body: unknown): number | null {
  const { count } = (body ?? {}) as { readonly count?: unknown };
  return typeof count === 'number' ? count : null;
}

/** The endpoint that a write was meant for, whoever sent it. @param path beneath `/api` */
export function writeAt(method: string, path: string, endpoints: readonly Endpoint[]): Endpoint | undefined {
  return endpoints.find(
    (one) => isWrite(one) && one.method.toUpperCase() === method && patternOf(one.path).test(path),
  );
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`);
}
