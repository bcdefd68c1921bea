import type { BuiltInScheme } from '../spec.js';

/** The prefix says `sha256=` but what follows is base64, not hexadecimal. 404 and 410 switch the webhook off. */
export const typeform: BuiltInScheme = {
  title: 'Typeform',
  docs: 'https://www.typeform.com/developers/webhooks/secure-your-webhooks/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'Typeform-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    prefix: 'sha256=',
    content: '{body}',
  },
  sourceId: { json: '/event_id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/event_type' }],
  envelope: { id: 'event_id', event: 'event_type', data: 'form_response' },
  retries: ['5m', '10m', '20m', '1h', '2h', '3h', '4h'],
  deadline: '25s',
  statuses: { accepted: ['2xx'], final: [], disables: ['404', '410'] },
  rests: {
    retries: 'https://www.typeform.com/developers/webhooks/',
    deadline: 'https://www.typeform.com/developers/webhooks/',
    statuses: 'https://www.typeform.com/developers/webhooks/',
  },
};
