import type { BuiltInScheme } from '../spec.js';

/** Keyed with the API key that has the webhook badge. Body first, then the time in milliseconds, nothing between them. */
export const retell: BuiltInScheme = {
  title: 'Retell AI',
  docs: 'https://docs.retellai.com/features/secure-webhook',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'x-retell-signature',
    encoding: 'hex',
    // Its libraries read one of each.
    entries: { separator: ',', assign: '=', tags: { d: 'hmac-sha256' }, time: 'v' },
    content: '{body}{time}',
  },
  bodyMustBeJson: true,
  time: { formats: ['ms'], tolerance: '5m' },
  identity: ['body'],
  identityNote: 'The body holds the call with its id and its times, and the name of the event.',
  event: [{ json: '/event' }],
  retries: ['10s', '20s', '40s'],
  deadline: '8s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://community.retellai.com/t/retell-sends-multiple-call-ended-events-within-1-sec/519',
    deadline: 'https://community.retellai.com/t/retell-sends-multiple-call-ended-events-within-1-sec/519',
    statuses: 'https://community.retellai.com/t/retell-sends-multiple-call-ended-events-within-1-sec/519',
  },
};
