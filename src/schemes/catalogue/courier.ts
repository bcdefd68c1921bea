import type { BuiltInScheme } from '../spec.js';

/**
 * The time is in milliseconds. The page in `docs` leaves out what stands between time and body; Courier's guide for agents
 * shows the dot. Retried for a day, whatever an answer other than 2xx says; the steps are ours.
 * https://github.com/trycourier/courier-skills/blob/main/resources/guides/reliability.md
 */
export const courier: BuiltInScheme = {
  title: 'Courier',
  docs: 'https://www.courier.com/docs/platform/workspaces/outbound-webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'courier-signature',
    encoding: 'hex',
    entries: { separator: ',', assign: '=', tags: { signature: 'hmac-sha256' }, time: 't' },
    content: '{time}.{body}',
  },
  // Whether a retry is signed anew is not documented: a day takes them all.
  time: { formats: ['ms'], tolerance: { past: '25h', future: '5m' } },
  identity: ['body'],
  identityNote: 'The body holds the message or the notification with the times of its states.',
  event: [{ json: '/type' }],
  retries: ['1m', '5m', '30m', '2h', '5h', '16h'],
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
  rests: {
    retries: 'https://github.com/trycourier/courier-skills/blob/main/resources/guides/reliability.md',
    deadline: 'estimate',
    statuses: 'https://github.com/trycourier/courier-skills/blob/main/resources/guides/reliability.md',
  },
};
