import type { Scheme } from '../spec.js';

/** A wide window, half an hour, as its own library has it. Documents no retries. */
export const elevenlabs: Scheme = {
  title: 'ElevenLabs',
  docs: 'https://elevenlabs.io/docs/product-guides/administration/webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'ElevenLabs-Signature',
    encoding: 'hex',
    // Its libraries read the first `v0` (JavaScript) or the last one (Python).
    entries: { separator: ',', assign: '=', tags: { v0: 'hmac-sha256' }, time: 't' },
    content: '{time}.{body}',
  },
  time: { formats: ['s'], tolerance: '30m' },
  identity: ['body'],
  identityNote: "The body holds the event's time and the conversation it is about.",
  event: [{ json: '/type' }],
  envelope: { event: 'type', time: 'event_timestamp', timeFormat: 's', data: 'data' },
  retries: 'none',
  deadline: '8s',
  statuses: { accepted: ['200'], final: [] },
};
