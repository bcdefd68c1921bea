import type { BuiltInScheme } from '../spec.js';

/**
 * A JWT that names the URL and the body's SHA-256, signed with the current signing key; the next one belongs beside it in
 * `secrets`. Messages may go by any method; `source.methods` takes more than POST. The longest answer it waits for is the
 * plan's.
 */
export const qstash: BuiltInScheme = {
  title: 'Upstash QStash',
  docs: 'https://upstash.com/docs/qstash/howto/signature',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'Upstash-Signature',
    jwt: {
      claims: { iss: 'Upstash' },
      url: 'sub',
      hashes: { body: { of: 'body', encoding: 'base64url' } },
    },
  },
  sourceId: { header: 'Upstash-Message-Id' },
  identity: [],
  identityNote:
    "A schedule sends the same bytes to the same URL each time, and the message's id stands in an unsigned header alone. A retry says how often it was sent before, unsigned too.",
  carry: [
    'Upstash-Message-Id',
    'Upstash-Schedule-Id',
    'Upstash-Retried',
    'Upstash-Topic-Name',
    'Upstash-Queue-Name',
  ],
  writes: { 'Upstash-Message-Id': '{id}' },
  retries: ['12s', '148s', '1808s', '22026s', '24h'],
  signsRetriesAnew: true,
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://upstash.com/docs/qstash/features/retry',
    deadline: 'estimate',
    statuses: 'https://upstash.com/docs/qstash/features/retry',
  },
};
