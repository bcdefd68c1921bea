import type { BuiltInScheme } from '../spec.js';

/** Slash commands and interactions come as form bodies under the same signature; they have no event id, so the body decides. */
export const slack: BuiltInScheme = {
  title: 'Slack',
  docs: 'https://docs.slack.dev/authentication/verifying-requests-from-slack',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Slack-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    prefix: 'v0=',
    content: 'v0:{time}:{body}',
  },
  time: { header: 'X-Slack-Request-Timestamp', formats: ['s'], tolerance: '5m' },
  sourceId: { json: '/event_id' },
  identity: ['id'],
  identityNote:
    "The signed body has the event's id, the same on each retry. Commands and interactions have none: their bodies hold a trigger that is new each time.",
  event: [{ json: '/event/type' }, { json: '/type' }],
  bodyTime: '/event_time',
  carry: ['X-Slack-Retry-Num', 'X-Slack-Retry-Reason'],
  handshakes: [
    {
      when: { method: 'POST', json: { '/type': 'url_verification' } },
      check: 'signature',
      answer: { status: 200, json: { challenge: '{json:/challenge}' } },
    },
  ],
  retries: ['1s', '1m', '5m'],
  signsRetriesAnew: true,
  deadline: '2500ms',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://github.com/slackapi/python-slack-events-api/issues/84',
    deadline: 'https://github.com/slackapi/python-slack-events-api/issues/84',
    statuses: 'estimate',
  },
};
