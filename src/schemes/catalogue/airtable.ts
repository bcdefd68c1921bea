import type { BuiltInScheme } from '../spec.js';

/**
 * A ping without data: what changed has to be fetched. The secret is base64 and decoded. Wants 200 or 204 with an
 * empty body. Its schedule of retries is not published; this one is an estimate.
 */
export const airtable: BuiltInScheme = {
  title: 'Airtable',
  docs: 'https://airtable.com/developers/web/api/webhooks-overview',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'base64',
  signature: {
    header: 'X-Airtable-Content-MAC',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    prefix: 'hmac-sha256=',
    content: '{body}',
  },
  identity: ['body'],
  identityNote: 'The body is a ping without data, but it holds its own time.',
  retries: ['10s', '30s', '1m', '5m', '30m', '1h', '6h', '24h'],
  deadline: '4s',
  statuses: { accepted: ['200', '204'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'docs' },
  acknowledgement: { status: 204 },
};
