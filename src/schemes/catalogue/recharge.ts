import type { BuiltInScheme } from '../spec.js';

/**
 * Not an HMAC in spite of the header's name: a plain hash of the API client secret followed by the body. Retried 19
 * times within 48 hours, and then the webhook is deleted; the steps are ours.
 */
export const recharge: BuiltInScheme = {
  title: 'Recharge',
  docs: 'https://docs.getrecharge.com/docs/webhooks-explained',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Recharge-Hmac-Sha256',
    algorithm: 'sha256',
    encoding: 'hex',
    content: '{secret}{body}',
  },
  bodyMustBeJson: 'whole',
  identity: ['body', 'event'],
  identityNote:
    'The body shows the object with the time of its last change, but not which event that is: only the unsigned name in the header says so.',
  event: [{ header: 'X-Recharge-Topic', shape: 'a/b' }],
  carry: ['X-Recharge-Topic'],
  writes: { 'X-Recharge-Topic': '{event}' },
  retries: [
    '1m',
    '2m',
    '5m',
    '10m',
    '15m',
    '30m',
    '1h',
    '1h',
    '2h',
    '2h',
    '3h',
    '3h',
    '4h',
    '4h',
    '4h',
    '4h',
    '5h',
    '5h',
    '5h',
  ],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://docs.getrecharge.com/docs/webhooks-resources',
    deadline: 'estimate',
    statuses: 'https://docs.getrecharge.com/docs/webhooks-resources',
  },
};
