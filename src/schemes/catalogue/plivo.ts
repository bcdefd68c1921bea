import type { Scheme } from '../spec.js';

/**
 * The first signature: URL and form fields in order of their names, keyed by the auth token. No field is in all of its
 * forms, so the query that may stand before them is the registered one alone.
 */
export const plivo: Scheme = {
  title: 'Plivo, first signature',
  docs: 'https://www.plivo.com/docs/voice/concepts/signature-validation',
  trust: 'body verified',
  evidence: 'vectors',
  key: 'utf8',
  signature: {
    header: 'X-Plivo-Signature',
    algorithm: 'hmac-sha1',
    encoding: 'base64',
    content: '{url}{form}',
  },
  identity: ['body'],
  retries: ['1m', '2m', '4m'],
  deadline: '8s',
  statuses: { accepted: ['2xx'], final: [] },
};

/** The second signature covers the URL without its query and a number used once: it says who calls, nothing of what. */
export const plivoV2: Scheme = {
  ...plivo,
  title: 'Plivo, second signature',
  docs: 'https://www.plivo.com/docs/messaging/concepts/signature-validation',
  trust: 'authenticated',
  signature: {
    header: 'X-Plivo-Signature-V2',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{url:base}{header:X-Plivo-Signature-V2-Nonce}',
  },
  writes: { 'X-Plivo-Signature-V2-Nonce': '{id}' },
};
