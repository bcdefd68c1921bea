import type { BuiltInScheme } from '../spec.js';

/** The time is ISO 8601 without a zone and means UTC. */
export const orb: BuiltInScheme = {
  title: 'Orb',
  docs: 'https://docs.withorb.com/integrations-and-exports/webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Orb-Signature',
    encoding: 'hex',
    // Its libraries try each.
    entries: { separator: ' ', assign: '=', tags: { v1: 'hmac-sha256' }, several: true },
    content: 'v1:{time}:{body}',
  },
  bodyMustBeJson: true,
  time: { header: 'X-Orb-Timestamp', formats: ['iso-utc', 'iso'], tolerance: '5m' },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/type' }],
  envelope: { id: 'id', event: 'type', time: 'created_at', data: 'properties' },
  retries: ['1m', '5m', '30m', '2h', '6h', '12h', '24h'],
  signsRetriesAnew: true,
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
