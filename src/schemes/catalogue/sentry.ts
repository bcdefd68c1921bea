import type { BuiltInScheme } from '../spec.js';

/**
 * Sentry waits for one second only. The timestamp header is not signed, and the samples that hash a re-serialised
 * body fail on some payloads. Documents no retries.
 */
export const sentry: BuiltInScheme = {
  title: 'Sentry',
  docs: 'https://docs.sentry.io/organization/integrations/integration-platform/webhooks/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'Sentry-Hook-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  sourceId: { header: 'Request-ID' },
  identity: ['body'],
  identityNote:
    'The body shows an issue or an alert in its state, which may come back: one that is resolved twice has equal bytes. The resource stands in an unsigned header and does not tell them apart.',
  equalBytes: 'may be two events',
  event: [{ header: 'Sentry-Hook-Resource', shape: 'a_b' }],
  carry: ['Request-ID', 'Sentry-Hook-Resource', 'Sentry-Hook-Timestamp'],
  writes: {
    'Request-ID': '{id}',
    'Sentry-Hook-Resource': '{event}',
    'Sentry-Hook-Timestamp': '{time:s}',
  },
  retries: 'none',
  deadline: '900ms',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'estimate',
    deadline: 'https://sentry.io/changelog/2023-10-3-change-to-integration-platform-webhook-handling',
    statuses: 'estimate',
  },
};
