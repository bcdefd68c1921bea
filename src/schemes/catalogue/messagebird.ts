import type { BuiltInScheme } from '../spec.js';

/** A token that names the hashes of URL and body. The hash of the body is absent where there is none, and only then. */
export const messagebird: BuiltInScheme = {
  title: 'MessageBird',
  docs: 'https://developers.messagebird.com/api/#verifying-http-requests',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'MessageBird-Signature-JWT',
    jwt: {
      algorithms: ['HS256', 'HS384', 'HS512'],
      claims: { iss: 'MessageBird' },
      hashes: {
        url_hash: { of: 'url', encoding: 'hex' },
        payload_hash: { of: 'body', encoding: 'hex', unlessEmpty: true },
      },
    },
  },
  identity: ['body', 'url'],
  identityNote:
    "A report about a message is a GET, which says everything in the signed URL and has no body. Both hold the message's id and the time of its state.",
  event: [{ json: '/type' }],
  retries: ['1m', '5m', '15m', '30m', '1h', '2h', '4h', '8h', '8h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
