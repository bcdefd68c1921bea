import type { Scheme } from '../spec.js';

/**
 * The key is the verification token of the first delivery, which is signed with it already. `attempt_number` stands in
 * the body, so a retry has another body: only the id says that it is one.
 */
export const notion: Scheme = {
  title: 'Notion',
  docs: 'https://developers.notion.com/reference/webhooks',
  trust: 'body verified',
  evidence: 'vectors',
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
  retries: ['1m', '5m', '15m', '1h', '3h', '6h', '12h'],
  deadline: '8s',
  statuses: { accepted: ['2xx'], final: [] },
};
