import type { BuiltInScheme } from '../spec.js';

const GUIDE = 'https://docs.actuallycare.com/guides/webhook-setup';

/**
 * Two guides of the provider contradict each other: one writes `sha256=` before the digest, the other says there is
 * none. Verifying takes both, signing writes the prefix; `actuallycare-bare` is for receivers built from the second.
 * The timestamp header is not signed and repeats on retries: it may not decide anything.
 */
export const actuallycare: BuiltInScheme = {
  title: 'ActuallyCare',
  docs: GUIDE,
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  minSecretLength: 10,
  signature: {
    header: 'X-Webhook-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    prefix: 'sha256=',
    prefixOptional: true,
    content: '{body}',
  },
  identity: ['body'],
  identityNote: "The body holds the event's time, which a retry repeats.",
  event: [{ json: '/event' }],
  envelope: { event: 'event', time: 'timestamp', data: 'data' },
  writes: { 'X-Webhook-Event': '{event}', 'X-Webhook-Timestamp': '{time:iso}' },
  retries: ['1m', '4m', '10m'],
  deadline: '25s',
  statuses: { accepted: ['2xx'], final: ['4xx'], retry: ['408', '429'] },
  rests: { retries: 'docs', deadline: 'docs', statuses: 'docs' },
};

export const actuallycareBare: BuiltInScheme = {
  ...actuallycare,
  title: 'ActuallyCare, bare digest',
  docs: 'https://docs.actuallycare.com/guides/build-custom-integration',
  rests: { retries: GUIDE, deadline: GUIDE, statuses: GUIDE },
  signature: {
    header: 'X-Webhook-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
};
