/** One route from variables alone: a sidecar needs no file. */
import { didYouMean } from '../../checks/nearest.js';
import { pathText, type Report } from '../../checks/report.js';
import type { Environment } from './substitute.js';
import { FILLED, ROUTE_VARIABLES, routeVariables, secretVariable } from './variables.js';

const BEGIN =
  'nothing is configured: give --config FILE (or GATEWAY_CONFIG, or /etc/webhook-gateway/gateway.yaml), or set GATEWAY_SOURCE_SCHEME, GATEWAY_SOURCE_SECRET, GATEWAY_DESTINATION_URL, GATEWAY_DESTINATION_SCHEME and GATEWAY_DESTINATION_SECRET';

export interface EnvironmentRoute {
  /** Data in the shape of a file. */
  readonly data: Record<string, unknown>;
  readonly origins: ReadonlyMap<string, string>;
}

/** @returns undefined where not one of the route's variables is set; one fault then says how to begin. */
export function environmentRoute(env: Environment, report: Report): EnvironmentRoute | undefined {
  const set = routeVariables(env);
  if (set.length === 0) {
    report.fault('configuration', BEGIN);
    return undefined;
  }
  for (const name of set) {
    if (!ROUTE_VARIABLES.includes(name))
      report.fault(name, `unknown variable${didYouMean(name, ROUTE_VARIABLES)}`);
  }
  if (textOf(env, 'REDIS_URL') !== undefined && textOf(env, 'GATEWAY_NAME') === undefined) {
    report.fault(
      'GATEWAY_NAME',
      'is required together with REDIS_URL: two gateways that share a Redis and a route name would swallow each other’s deliveries',
    );
  }
  const origins = new Map<string, string>();
  const data = { store: { url: 'memory:' }, routes: [{ name: 'default', source: {}, destination: {} }] };
  const found = new Set<string>();
  for (const { variable, path, secret, behind, as = (value: unknown) => value } of FILLED) {
    const given = secret && secretVariable(variable, env, report);
    const value = secret ? given?.reference : textOf(env, variable);
    origins.set(pathText(path), given?.variable ?? variable);
    if (value === undefined) continue;
    if (behind !== undefined && !found.has(behind)) {
      report.fault(variable, `stands behind ${behind}, which is not set; set that one, or both`);
      continue;
    }
    found.add(variable);
    put(data, path, as(value));
  }
  return { data, origins };
}

function textOf(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

function put(data: object, [key, ...rest]: readonly PropertyKey[], value: unknown): void {
  if (key === undefined) return;
  if (rest.length === 0) Reflect.set(data, key, value);
  else put(Reflect.get(data, key) as object, rest, value);
}
