import type { BuiltInScheme } from '../spec.js';

/**
 * The word before the body is part of what is signed, not of the header. The endpoint is checked every two hours and
 * blocked after three failures. Its schedule of retries is not published; this one is an estimate.
 */
export const linkedin: BuiltInScheme = {
  title: 'LinkedIn',
  docs: 'https://learn.microsoft.com/en-us/linkedin/shared/api-guide/webhook-validation',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-LI-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: 'hmacsha256={body}',
  },
  bodyMustBeJson: true,
  sourceId: { json: '/notificationId' },
  identity: ['body'],
  identityNote: 'Each notification of the body holds its id and its time.',
  event: [{ json: '/type' }],
  handshakes: [
    {
      when: { method: 'GET', query: { challengeCode: '*' } },
      check: 'open',
      answer: {
        status: 200,
        json: {
          challengeCode: '{query:challengeCode}',
          challengeResponse: '{hmac-sha256:hex:query:challengeCode}',
        },
      },
    },
  ],
  retries: ['5m', '5m', '5m'],
  deadline: '2500ms',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
