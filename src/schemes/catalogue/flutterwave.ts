import type { BuiltInScheme } from '../spec.js';

/**
 * Version 4 of its API, which signs. Version 3 sends the secret itself, see `flutterwave-v3`. Three retries half an
 * hour apart, where they are switched on.
 */
export const flutterwave: BuiltInScheme = {
  title: 'Flutterwave v4',
  docs: 'https://developer.flutterwave.com/docs/webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'flutterwave-signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  identity: ['body'],
  identityNote: 'The body holds its own id and time, which a retry repeats.',
  event: [{ json: '/type' }, { json: '/event' }],
  envelope: { event: 'type', time: 'timestamp', timeFormat: 'ms', data: 'data' },
  retries: ['30m', '30m', '30m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};

/** The secret hash as it is: nothing about the body is proved. */
export const flutterwaveV3: BuiltInScheme = {
  title: 'Flutterwave v3',
  docs: 'https://developer.flutterwave.com/v3.0/docs/webhooks',
  trust: 'authenticated',
  evidence: 'documentation',
  key: 'utf8',
  signature: { header: 'verif-hash', algorithm: 'plain', encoding: 'text', content: '{secret}' },
  identity: ['body'],
  identityNote: "The body holds the transaction's id and its state, which a retry repeats.",
  event: [{ json: '/event' }, { json: '/event.type' }],
  envelope: { event: 'event', data: 'data' },
  retries: ['30m', '30m', '30m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
