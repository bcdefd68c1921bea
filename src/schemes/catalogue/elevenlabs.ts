import type { BuiltInScheme } from '../spec.js';

/**
 * A wide window, half an hour, as its own library has it. Retries are off unless they are turned on for a webhook: then
 * there are four within 41 minutes, after 5xx, 408 and 429.
 */
export const elevenlabs: BuiltInScheme = {
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
  deadline: '4s',
  statuses: { accepted: ['200'], final: ['4xx'], retry: ['408', '429'] },
  rests: {
    retries: 'https://elevenlabs.io/docs/eleven-api/resources/webhooks',
    deadline: 'estimate',
    statuses: 'https://elevenlabs.io/docs/eleven-api/resources/webhooks',
  },
};
