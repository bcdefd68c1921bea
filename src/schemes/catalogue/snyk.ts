import type { BuiltInScheme } from '../spec.js';

/** SHA-256 under the header name that GitHub uses for SHA-1. Documents no retries. */
export const snyk: BuiltInScheme = {
  title: 'Snyk',
  docs: 'https://docs.snyk.io/snyk-api/using-specific-snyk-apis/webhooks-apis',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Hub-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    prefix: 'sha256=',
    content: '{body}',
  },
  identity: ['body', 'event'],
  identityNote:
    'The body holds the test of the project with its time. Which event that is says only the unsigned name in the header.',
  event: [{ header: 'X-Snyk-Event', shape: 'a/b' }],
  carry: ['X-Snyk-Event', 'X-Snyk-Transport-ID', 'X-Snyk-Timestamp'],
  writes: { 'X-Snyk-Event': '{event}' },
  retries: 'none',
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
