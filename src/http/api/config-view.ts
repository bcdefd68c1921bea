/** What the API shows of the configuration. A member without a value is null, never missing. */
import type {
  Change,
  ConfigurationState,
  DestinationWindows,
  Fault,
  RouteWindows,
  WatchedFile,
} from '../../operate/configuration.js';
import type { SecretInUse, SecretsInUse } from '../../operate/overview/secret-use.js';
import { iso, isoOrNull } from './view.js';

export function configurationView(state: ConfigurationState, { scope, secrets }: SecretsInUse) {
  const { config, hash, readAt, from, warnings, watched, windows } = state;
  return {
    ...{ config, hash, readAt: iso(readAt), from },
    warnings: warnings.map(faultView),
    watched: watched.map(watchedView),
    windows: windows.map(windowsView),
    secrets: secrets.map(secretView),
    scope,
  };
}

function watchedView({ path, state, since, reason }: WatchedFile) {
  return { path, state, since: iso(since), reason: reason ?? null };
}

function windowsView({ route, scheme, tolerance, retries, dedupe, deadline, ...rest }: RouteWindows) {
  return {
    ...{ route, scheme, toleranceMs: tolerance ?? null, retries, dedupeMs: dedupe ?? null },
    deadlineMs: deadline,
    destinations: rest.destinations.map(destinationView),
    gaps: rest.gaps.map(({ path, message }) => ({ says: message, key: path })),
  };
}

function destinationView({ name, mode, schedule, lastAttempt }: DestinationWindows) {
  return { name, mode, scheduleMs: schedule, lastAttemptMs: lastAttempt ?? null };
}

function secretView({ route, destination, use, name, from, verified, share, lastUsed }: SecretInUse) {
  return {
    ...{ route: route ?? null, destination: destination ?? null, use, name, from },
    ...{ verified: verified ?? null, share: share ?? null, lastUsed: isoOrNull(lastUsed) },
  };
}

export function faultView({ path, message }: Fault) {
  return { path, message };
}

export function changeView({ path, from, to }: Change) {
  return { path, from, to };
}
