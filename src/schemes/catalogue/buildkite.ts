import type { BuiltInScheme } from '../spec.js';

/**
 * Its list is spelled out (`timestamp=…,signature=…`). A webhook sends either this or the static token, see
 * `buildkite-token`. Its schedule of retries is not published; this one is an estimate.
 */
export const buildkite: BuiltInScheme = {
  title: 'Buildkite',
  docs: 'https://buildkite.com/docs/apis/webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Buildkite-Signature',
    encoding: 'hex',
    // Its example makes a mapping of the list, so of two signatures the last one counts.
    entries: { separator: ',', assign: '=', tags: { signature: 'hmac-sha256' }, time: 'timestamp' },
    content: '{time}.{body}',
  },
  time: { formats: ['s'], tolerance: '5m' },
  sourceId: { header: 'X-Buildkite-Request' },
  identity: ['body'],
  identityNote:
    'The body shows a build, a job or an agent in its state, and a ping says nothing else: it may come again with equal bytes. Whether a retry is signed anew is not documented, so the time has no say.',
  equalBytes: 'may be two events',
  event: [{ json: '/event' }],
  carry: ['X-Buildkite-Event', 'X-Buildkite-Request'],
  writes: { 'X-Buildkite-Event': '{event}', 'X-Buildkite-Request': '{id}' },
  retries: ['10s', '30s', '1m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};

/** The token as it is: nothing about the body is proved. */
export const buildkiteToken: BuiltInScheme = {
  title: 'Buildkite, token',
  docs: 'https://buildkite.com/docs/apis/webhooks',
  trust: 'authenticated',
  evidence: 'sdk',
  key: 'utf8',
  signature: { header: 'X-Buildkite-Token', algorithm: 'plain', encoding: 'text', content: '{secret}' },
  sourceId: { header: 'X-Buildkite-Request' },
  identity: ['body'],
  identityNote:
    'The body shows a build, a job or an agent in its state, and a ping says nothing else: it may come again with equal bytes. Nothing is signed beside the token.',
  equalBytes: 'may be two events',
  event: [{ json: '/event' }],
  carry: ['X-Buildkite-Event', 'X-Buildkite-Request'],
  writes: { 'X-Buildkite-Event': '{event}', 'X-Buildkite-Request': '{id}' },
  retries: ['10s', '30s', '1m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
