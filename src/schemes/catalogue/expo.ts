import type { BuiltInScheme } from '../spec.js';

/**
 * EAS Build and Submit: SHA-1 with its prefix, keyed with the webhook's secret. A few retries, ever later; the
 * steps are ours.
 */
export const expo: BuiltInScheme = {
  title: 'Expo Application Services',
  docs: 'https://docs.expo.dev/eas/webhooks/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'expo-signature',
    algorithm: 'hmac-sha1',
    encoding: 'hex',
    prefix: 'sha1=',
    content: '{body}',
  },
  identity: ['body'],
  identityNote: 'The body shows a build or a submission with its id and the times of its states.',
  event: [{ json: '/status' }],
  retries: ['1m', '5m', '15m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'docs', deadline: 'estimate', statuses: 'docs' },
};
