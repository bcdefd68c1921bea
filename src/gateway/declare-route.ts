import { signersOf } from '../config/secrets/signers.js';
import { headerTemplates } from '../line/header-templates.js';
import { filtersEvents } from '../policy/event-patterns.js';
import { createLabelReader } from '../schemes/engine/labels.js';
import {
  queueing,
  type DestinationConfig,
  type RouteConfig,
  type SourceConfig,
  type Spoken,
} from '../config/config.js';
import { RATE_SCOPES, type RateScope } from '../line/rates.js';
import type { DeclaredRoute } from '../observe/route-series.js';
import { OUTCOME_CODES, type OutcomeCode } from '../model/outcome.js';

/** The outcomes that a delivery cannot have if it is never forwarded while its source waits. */
export const FORWARDED_ONLY = [
  'accepted',
  'rejected',
  'failed',
  'timeout',
  'unreachable',
  'paused',
] as const satisfies readonly OutcomeCode[];

/** What metrics need to know of a route before its first delivery. */
export function declare(config: RouteConfig): DeclaredRoute {
  const { source, mode, destinations } = config;
  const queues = queueing(config);
  const rates = ratesOf(source);
  const impossible = new Set<OutcomeCode>(['not_found']);
  if (!queues) impossible.add('queued');
  if (mode === 'queued') for (const code of FORWARDED_ONLY) impossible.add(code);
  if (config.dedupe === false || !createLabelReader(source.scheme, filtersEvents(config))) {
    impossible.add('event_reuse');
  }
  if (!source.scheme.handshakes) impossible.add('challenge');
  if (!source.scheme.keys) impossible.add('key_unavailable');
  if (!filtersEvents(config)) impossible.add('filtered');
  if (destinations.every(isTranslatable)) impossible.add('untranslatable');
  if (source.allowIps.length === 0 && !source.scheme.handshakes) impossible.add('forbidden');
  if (!source.scheme.signature) impossible.add('missing_signature').add('invalid_signature');
  if (!source.reportOnly) impossible.add('unverified');
  if (rates.length === 0) impossible.add('rate_limited');
  if (!source.scheme.time && source.maxAge === undefined) impossible.add('stale');
  if (config.dedupe === false) {
    impossible.add('duplicate').add('in_flight');
    if (!queues) impossible.add('store_unavailable');
  }
  return {
    name: config.name,
    destinations: destinations.map(({ name, delivery }) => ({ name, queue: delivery.mode !== 'direct' })),
    outcomes: OUTCOME_CODES.filter((code) => !impossible.has(code)),
    secrets: source.secrets.map((secret) => secret.name),
    maxInFlight: config.maxInFlight,
    rates,
    reportOnlyUntil: source.reportOnly?.until,
  };
}

function ratesOf({ rate }: SourceConfig): readonly RateScope[] {
  return RATE_SCOPES.filter((scope) => rate?.[scope === 'client' ? 'perClient' : scope] !== undefined);
}

/** Whether every delivery can become a message for it. */
function isTranslatable(destination: DestinationConfig): boolean {
  const isFree = !signersOf(destination).some(needsForm) && headerTemplates(destination).length === 0;
  return destination.payload === 'exact' && isFree;
}

/** What its signature covers may be missing from a body. */
function needsForm({ scheme }: Spoken): boolean {
  return /\{(?:form|field)/.test(scheme.signature?.content ?? '');
}
