/** One route from variables alone: a sidecar needs no file. */
import { didYouMean } from '../../checks/nearest.js';
import type { Report } from '../../checks/report.js';
import type { Environment } from './substitute.js';
import { ROUTE_VARIABLES, routeVariables, secretVariable } from './variables.js';

/** Key paths of the one route and the variables that fill them: faults name what the user wrote. */
const ORIGINS: readonly (readonly [path: string, variable: string])[] = [
  ['routes[0].name', 'GATEWAY_NAME'],
  ['routes[0].path', 'GATEWAY_PATH'],
  ['routes[0].delivery', 'GATEWAY_MODE'],
  ['routes[0].source.scheme', 'GATEWAY_SOURCE_SCHEME'],
  ['routes[0].source.secrets', 'GATEWAY_SOURCE_SECRET'],
  ['routes[0].source.publicUrl', 'GATEWAY_SOURCE_PUBLIC_URL'],
  ['routes[0].source.handshakeToken', 'GATEWAY_SOURCE_HANDSHAKE_TOKEN'],
  ['routes[0].source.reason', 'GATEWAY_SOURCE_REASON'],
  ['routes[0].destination.url', 'GATEWAY_DESTINATION_URL'],
  ['routes[0].destination.scheme', 'GATEWAY_DESTINATION_SCHEME'],
  ['routes[0].destination.secrets', 'GATEWAY_DESTINATION_SECRET'],
  ['routes[0].destination.reason', 'GATEWAY_DESTINATION_REASON'],
  ['store.url', 'REDIS_URL'],
  ['store.prefix', 'GATEWAY_STORE_PREFIX'],
];

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
  const known: readonly string[] = ROUTE_VARIABLES;
  if (set.length === 0) {
    report.fault('configuration', BEGIN);
    return undefined;
  }
  for (const name of set) {
    if (!known.includes(name)) report.fault(name, `unknown variable${didYouMean(name, known)}`);
  }
  const origins = new Map(ORIGINS);
  const redis = given(env, 'REDIS_URL');
  if (redis !== undefined && given(env, 'GATEWAY_NAME') === undefined) {
    report.fault(
      'GATEWAY_NAME',
      'is required together with REDIS_URL: two gateways that share a Redis and a route name would swallow each other’s deliveries',
    );
  }
  const source = secretVariable('GATEWAY_SOURCE_SECRET', env, report);
  const token = secretVariable('GATEWAY_SOURCE_HANDSHAKE_TOKEN', env, report);
  const destination = secretVariable('GATEWAY_DESTINATION_SECRET', env, report);
  if (source) origins.set('routes[0].source.secrets', source.variable);
  if (token) origins.set('routes[0].source.handshakeToken', token.variable);
  if (destination) origins.set('routes[0].destination.secrets', destination.variable);
  return {
    origins,
    data: {
      store: compact({ url: redis ?? 'memory:', prefix: given(env, 'GATEWAY_STORE_PREFIX') }),
      routes: [
        compact({
          name: given(env, 'GATEWAY_NAME') ?? 'default',
          path: given(env, 'GATEWAY_PATH'),
          delivery: compact({ mode: given(env, 'GATEWAY_MODE') }),
          source: compact({
            scheme: given(env, 'GATEWAY_SOURCE_SCHEME'),
            secrets: source && [source.reference],
            publicUrl: given(env, 'GATEWAY_SOURCE_PUBLIC_URL'),
            handshakeToken: token?.reference,
            reason: given(env, 'GATEWAY_SOURCE_REASON'),
          }),
          destination: compact({
            url: given(env, 'GATEWAY_DESTINATION_URL'),
            scheme: given(env, 'GATEWAY_DESTINATION_SCHEME'),
            secrets: destination && [destination.reference],
            reason: given(env, 'GATEWAY_DESTINATION_REASON'),
          }),
        }),
      ],
    },
  };
}

function given(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

/** Without the members that are undefined: to the schema an absent key and an undefined one are two things. */
function compact(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
