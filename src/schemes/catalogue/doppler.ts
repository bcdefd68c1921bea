import type { BuiltInScheme } from '../spec.js';

/** Up to five retries, at times that are not published. */
export const doppler: BuiltInScheme = {
  title: 'Doppler',
  docs: 'https://docs.doppler.com/docs/webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Doppler-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    prefix: 'sha256=',
    content: '{body}',
  },
  identity: ['body'],
  identityNote: 'The body names the config that has changed, and a second change of it may read the same.',
  equalBytes: 'may be two events',
  event: [{ json: '/type' }],
  retries: ['10s', '20s', '40s', '80s', '160s'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
