import type { BuiltInScheme } from '../spec.js';

/**
 * The key is the verification token, which Notion posts once when a subscription is made: nobody knows it before, so
 * nothing about that request can be checked. `attempt_number` stands in the body, so a retry has another body: only the
 * id says that it is one.
 */
export const notion: BuiltInScheme = {
  title: 'Notion',
  docs: 'https://developers.notion.com/reference/webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Notion-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    prefix: 'sha256=',
    content: '{body}',
  },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: 'The id in the body is the same on each retry. The body is not: it counts the attempts.',
  event: [{ json: '/type' }],
  envelope: { id: 'id', event: 'type', time: 'timestamp', data: 'data' },
  handshakes: [
    {
      when: { method: 'POST', json: { '/verification_token': '*' } },
      check: 'open',
      secret: { json: '/verification_token' },
      answer: { status: 200 },
    },
  ],
  retries: ['1m', '5m', '15m', '1h', '3h', '6h', '12h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
