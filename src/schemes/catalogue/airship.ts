import type { BuiltInScheme } from '../spec.js';

/**
 * Open channels: a delivery is a push that this endpoint has to make. The time stands in front, with a colon. Its
 * schedule of retries is not published; this one is an estimate.
 */
export const airship: BuiltInScheme = {
  title: 'Airship',
  docs: 'https://docs.airship.com/guides/messaging/features/open-channels/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-UA-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{time}:{body}',
  },
  time: { header: 'X-UA-Timestamp', formats: ['s'], tolerance: '5m' },
  identity: ['body'],
  identityNote:
    'The body says what to push to whom, and two pushes may say the same. Whether a retry is signed anew is not documented, so the time has no say.',
  equalBytes: 'may be two events',
  retries: ['10s', '1m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
