import type { BuiltInScheme } from '../spec.js';

/**
 * Not an HMAC in spite of the header's name: a plain hash of the API client secret followed by the body. Its schedule
 * of retries is not published; this one is an estimate.
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
  retries: ['5m', '10m', '30m', '1h', '2h', '4h', '8h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
