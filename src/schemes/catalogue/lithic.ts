import type { BuiltInScheme } from '../spec.js';
import { standard } from './standard.js';
import { svix } from './svix.js';

/** Standard Webhooks on Svix's schedule. The body is the resource itself with `event_type` among its members: no envelope. */
export const lithic: BuiltInScheme = {
  title: 'Lithic',
  docs: 'https://docs.lithic.com/docs/events-api',
  trust: standard.trust,
  evidence: 'sdk',
  key: 'standard',
  signature: {
    header: 'webhook-signature',
    encoding: 'base64',
    // Its libraries are Standard Webhooks' and try each.
    entries: { separator: ' ', assign: ',', tags: { v1: 'hmac-sha256', v1a: 'ed25519' }, several: true },
    content: '{id}.{time}.{body}',
  },
  time: { header: 'webhook-timestamp', formats: ['s'], tolerance: '5m' },
  idHeader: 'webhook-id',
  sourceId: { header: 'webhook-id' },
  identity: ['id', 'body'],
  identityNote:
    'The signed id in the header is new for each event and the same on each retry. The same id with another body is delivered too.',
  event: [{ json: '/event_type' }],
  retries: svix.retries,
  signsRetriesAnew: true,
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
