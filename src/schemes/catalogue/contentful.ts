import type { BuiltInScheme } from '../spec.js';

/**
 * Method, path with query, the headers that the delivery itself lists, and the body. The path and the query of the URL
 * are escaped once more than they stand there, as Contentful's own verifier does; that takes half a minute. Whether a
 * retry is signed anew is not documented.
 */
export const contentful: BuiltInScheme = {
  title: 'Contentful',
  docs: 'https://www.contentful.com/developers/docs/webhooks/request-verification/',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'x-contentful-signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    headerList: {
      header: 'x-contentful-signed-headers',
      separator: ',',
      assign: ':',
      between: ';',
      order: 'sorted',
      required: ['x-contentful-signed-headers', 'x-contentful-timestamp'],
    },
    content: '{method}\n{path:escaped}\n{headers}\n{body}',
  },
  time: { header: 'x-contentful-timestamp', formats: ['ms'], tolerance: '10m' },
  identity: ['body', 'event'],
  identityNote:
    'The body holds the entry with its version and the time of its last change. Which event that is says a header, which is signed only where the delivery lists it.',
  equalBytes: 'may be two events',
  event: [{ header: 'X-Contentful-Topic', shape: 'token' }],
  carry: [
    'X-Contentful-Topic',
    'X-Contentful-Webhook-Name',
    'X-Contentful-Webhook-Request-Attempt',
    'X-Contentful-Event-Datetime',
    'X-Contentful-Idempotency-Key',
    'X-Contentful-CRN',
  ],
  writes: { 'X-Contentful-Topic': '{event}' },
  retries: ['30s', '30s'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://www.contentful.com/developers/docs/webhooks/retry-policy/',
    deadline: 'estimate',
    statuses: 'estimate',
  },
};
