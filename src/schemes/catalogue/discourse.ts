import type { BuiltInScheme } from '../spec.js';

/**
 * The event's name stands in an unsigned header alone. Retries are off unless the forum's administrator turns them
 * on.
 */
export const discourse: BuiltInScheme = {
  title: 'Discourse',
  docs: 'https://meta.discourse.org/t/configure-webhooks-that-trigger-on-discourse-events-to-integrate-with-external-services/49045',
  trust: 'body verified',
  evidence: 'vectors',
  key: 'utf8',
  signature: {
    header: 'X-Discourse-Event-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    prefix: 'sha256=',
    content: '{body}',
  },
  sourceId: { header: 'X-Discourse-Event-Id' },
  identity: ['body', 'event'],
  identityNote:
    'Bodies show a user or a post, and are equal for different events: one user who logs in and out. Only the unsigned name in the header differs, and the same user may log in again.',
  equalBytes: 'may be two events',
  event: [{ header: 'X-Discourse-Event', shape: 'a_b' }],
  carry: ['X-Discourse-Event', 'X-Discourse-Event-Type', 'X-Discourse-Event-Id', 'X-Discourse-Instance'],
  writes: { 'X-Discourse-Event': '{event}', 'X-Discourse-Event-Id': '{id}' },
  retries: 'none',
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://github.com/discourse/discourse/blob/main/app/jobs/regular/emit_web_hook_event.rb',
    deadline: 'estimate',
    statuses: 'https://github.com/discourse/discourse/blob/main/app/jobs/regular/emit_web_hook_event.rb',
  },
};
