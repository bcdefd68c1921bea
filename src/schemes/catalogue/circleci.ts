import type { BuiltInScheme } from '../spec.js';

/** Entries of later versions are passed over: only `v1` is known to this scheme. */
export const circleci: BuiltInScheme = {
  title: 'CircleCI',
  docs: 'https://circleci.com/docs/guides/integration/outbound-webhooks/',
  trust: 'body verified',
  evidence: 'vectors',
  key: 'utf8',
  signature: {
    header: 'circleci-signature',
    encoding: 'hex',
    // Its example makes a mapping of the list, so of two signatures the last one counts.
    entries: { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' } },
    content: '{body}',
  },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/type' }],
  bodyTime: '/happened_at',
  carry: ['circleci-event-type'],
  writes: { 'circleci-event-type': '{event}' },
  retries: ['1m', '5m', '15m', '1h', '3h', '6h', '12h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'docs', statuses: 'docs' },
};
