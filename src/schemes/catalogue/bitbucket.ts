import type { Scheme } from '../spec.js';

/**
 * The event's name stands in a header alone, which is not signed. Only 5xx and silence are retried, twice. Server and
 * Data Center sign alike, but not the ping of "test connection".
 */
export const bitbucket: Scheme = {
  title: 'Bitbucket Cloud',
  docs: 'https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/',
  trust: 'body verified',
  evidence: 'vectors',
  key: 'utf8',
  signature: {
    header: 'X-Hub-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    prefix: 'sha256=',
    content: '{body}',
  },
  sourceId: { header: 'X-Request-UUID' },
  identity: ['body', 'event'],
  identityNote:
    'Nothing signed tells two events apart if the body is the same: a branch that is made, deleted and made again. The unsigned name in the header is another event at least.',
  equalBytes: 'may be two events',
  event: [{ header: 'X-Event-Key', shape: 'a:b' }],
  carry: ['X-Event-Key', 'X-Hook-UUID', 'X-Request-UUID', 'X-Attempt-Number'],
  writes: { 'X-Event-Key': '{event}', 'X-Request-UUID': '{id}' },
  handshakes: [
    {
      when: { method: 'POST', headers: { 'X-Event-Key': 'diagnostics:ping' }, json: { '/test': 'true' } },
      check: 'open',
      answer: { status: 200 },
    },
  ],
  retries: ['1m', '5m'],
  deadline: '8s',
  statuses: { accepted: ['2xx'], final: ['3xx', '4xx'] },
};
