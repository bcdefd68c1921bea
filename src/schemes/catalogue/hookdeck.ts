import type { BuiltInScheme } from '../spec.js';

/**
 * Forwards the first provider's body unchanged; while a secret is replaced, a second header carries the other
 * signature. How often it retries is the connection's own rule: five times an hour apart is the usual one.
 */
export const hookdeck: BuiltInScheme = {
  title: 'Hookdeck',
  docs: 'https://hookdeck.com/docs/authentication',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    headers: ['X-Hookdeck-Signature', 'X-Hookdeck-Signature-2'],
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  sourceId: { header: 'X-Hookdeck-EventID', shape: 'token' },
  identity: ['body', 'sourceId'],
  identityNote:
    'Bodies come from other providers as they are, and some of those send equal ones. Hookdeck gives each event an id that all its attempts share; it is not signed, so it only adds to the body.',
  carry: [
    'X-Hookdeck-EventID',
    'X-Hookdeck-RequestID',
    'X-Hookdeck-Source-Name',
    'X-Hookdeck-Destination-Name',
    'X-Hookdeck-Attempt-Count',
  ],
  writes: { 'X-Hookdeck-EventID': '{id}' },
  retries: ['1h', '1h', '1h', '1h', '1h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
