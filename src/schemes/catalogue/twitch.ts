import type { BuiltInScheme } from '../spec.js';

/**
 * Id, time and body are signed without anything between them: a strict time and a body that starts as JSON leave one
 * split. The challenge is signed too, and answered as plain text. Times have nanoseconds. Its schedule of retries is
 * not published; this one is an estimate.
 */
export const twitch: BuiltInScheme = {
  title: 'Twitch EventSub',
  docs: 'https://dev.twitch.tv/docs/eventsub/handling-webhook-events/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'Twitch-Eventsub-Message-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    prefix: 'sha256=',
    content: '{id}{time}{body}',
  },
  time: { header: 'Twitch-Eventsub-Message-Timestamp', formats: ['iso'], tolerance: '10m' },
  idHeader: 'Twitch-Eventsub-Message-Id',
  bodyMustBeJson: true,
  sourceId: { header: 'Twitch-Eventsub-Message-Id' },
  identity: ['id'],
  identityNote: 'The signed id in the header is new for each event and the same on each retry.',
  event: [{ json: '/subscription/type' }],
  carry: [
    'Twitch-Eventsub-Message-Type',
    'Twitch-Eventsub-Message-Retry',
    'Twitch-Eventsub-Subscription-Type',
    'Twitch-Eventsub-Subscription-Version',
  ],
  writes: {
    'Twitch-Eventsub-Message-Type': 'notification',
    'Twitch-Eventsub-Subscription-Type': '{event}',
  },
  // Its example does nothing with a delivery whose type it does not know.
  verifierNeeds: ['Twitch-Eventsub-Message-Type'],
  handshakes: [
    {
      when: {
        method: 'POST',
        headers: { 'Twitch-Eventsub-Message-Type': 'webhook_callback_verification' },
      },
      check: 'signature',
      answer: { status: 200, text: '{json:/challenge}' },
    },
  ],
  retries: ['10s', '1m', '5m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'docs' },
};
