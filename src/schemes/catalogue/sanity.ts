import type { BuiltInScheme } from '../spec.js';

/**
 * Customers write the body themselves (a GROQ projection), so two changes may have equal ones: the signed time tells
 * them apart. Its libraries do not look at the time's age, and neither does this scheme.
 */
export const sanity: BuiltInScheme = {
  title: 'Sanity',
  docs: 'https://www.sanity.io/docs/content-lake/webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'sanity-webhook-signature',
    encoding: 'base64url',
    // Its library takes a time and one signature, and refuses a header with two.
    entries: { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' }, time: 't' },
    content: '{time}.{body}',
  },
  time: { formats: ['ms'], tolerance: 'off' },
  sourceId: { header: 'idempotency-key' },
  identity: ['body', 'time'],
  identityNote:
    'Customers write the body, so two changes may have equal ones: the signed time tells them apart. The operation stands in an unsigned header and has no say.',
  event: [{ header: 'sanity-operation', shape: 'a_b' }],
  carry: [
    'idempotency-key',
    'sanity-operation',
    'sanity-document-id',
    'sanity-transaction-id',
    'sanity-transaction-time',
    'sanity-project-id',
    'sanity-dataset',
    'sanity-webhook-id',
  ],
  writes: { 'idempotency-key': '{id}', 'sanity-operation': '{event}' },
  retries: ['30s', '30s'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: ['4xx'], retry: ['429'] },
  rests: {
    retries: 'https://www.sanity.io/docs/changelog/50ec6abf-fe0c-475b-ae72-314148860132',
    deadline: 'estimate',
    statuses: 'https://www.sanity.io/docs/changelog/50ec6abf-fe0c-475b-ae72-314148860132',
  },
};
