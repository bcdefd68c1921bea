import type { BuiltInScheme, Handshake, Signature } from '../spec.js';

const signature: Signature = {
  header: 'X-Hub-Signature',
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  prefix: 'sha256=',
  content: '{body}',
};

/** Of "test connection", by Server and Data Center. */
const ping: Handshake = {
  when: { method: 'POST', headers: { 'X-Event-Key': 'diagnostics:ping' }, json: { '/test': 'true' } },
  check: 'open',
  answer: { status: 200 },
};

/**
 * The event's name stands in a header alone, which is not signed. Only 5xx and silence are retried, twice.
 */
export const bitbucket: BuiltInScheme = {
  title: 'Bitbucket Cloud',
  docs: 'https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/',
  trust: 'body verified',
  evidence: 'vectors',
  key: 'utf8',
  signature,
  sourceId: { header: 'X-Request-UUID' },
  identity: ['body', 'event'],
  identityNote:
    'Nothing signed tells two events apart if the body is the same: a branch that is made, deleted and made again. The unsigned name in the header is another event at least.',
  equalBytes: 'may be two events',
  event: [{ header: 'X-Event-Key', shape: 'a:b' }],
  carry: ['X-Event-Key', 'X-Hook-UUID', 'X-Request-UUID', 'X-Attempt-Number'],
  writes: { 'X-Event-Key': '{event}', 'X-Request-UUID': '{id}' },
  handshakes: [ping],
  retries: ['1m', '5m'],
  deadline: '8s',
  statuses: { accepted: ['2xx'], final: ['3xx', '4xx'] },
  rests: {
    retries: 'https://support.atlassian.com/bitbucket-cloud/docs/troubleshoot-webhooks/',
    deadline: 'https://support.atlassian.com/bitbucket-cloud/docs/troubleshoot-webhooks/',
    statuses: 'https://support.atlassian.com/bitbucket-cloud/docs/troubleshoot-webhooks/',
  },
};

/**
 * Server and Data Center: signed like the Cloud's, but the body says itself which event it is and when. The ping of "test
 * connection" has the body `{"test":true}`. Never retries; an endpoint that keeps failing is left alone for a while.
 */
export const bitbucketServer: BuiltInScheme = {
  title: 'Bitbucket Server and Data Center',
  docs: 'https://confluence.atlassian.com/bitbucketserver/manage-webhooks-938025878.html',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature,
  sourceId: { header: 'X-Request-Id' },
  identity: ['body'],
  identityNote: 'The body holds the name of the event, its time to the second, and what has changed.',
  event: [{ json: '/eventKey' }, { header: 'X-Event-Key', shape: 'a:b' }],
  carry: ['X-Event-Key', 'X-Request-Id'],
  writes: { 'X-Event-Key': '{event}', 'X-Request-Id': '{id}' },
  handshakes: [ping],
  retries: 'none',
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
