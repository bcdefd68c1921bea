import type { BuiltInScheme } from '../spec.js';

/**
 * Application webhooks, whose settings are saved only after a signed challenge was returned. Rule webhooks sign
 * otherwise, see `front-rule`. Its schedule of retries is not published; this one is an estimate.
 */
export const front: BuiltInScheme = {
  title: 'Front application webhooks',
  docs: 'https://dev.frontapp.com/docs/application-webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Front-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{time}:{body}',
  },
  time: {
    header: 'X-Front-Request-Timestamp',
    formats: ['ms'],
    tolerance: { past: '30m', future: '5m' },
  },
  identity: ['body'],
  identityNote: "The body holds the event's id and the time at which it was emitted.",
  event: [{ json: '/type' }],
  envelope: { event: 'type', data: 'payload' },
  handshakes: [
    {
      when: { method: 'POST', headers: { 'X-Front-Challenge': '*' } },
      check: 'signature',
      answer: { status: 200, json: { challenge: '{header:X-Front-Challenge}' } },
    },
  ],
  retries: ['1m', '5m', '15m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};

/**
 * SHA-1 over the body with the API secret as the key. Its schedule of retries is not published; this one is an
 * estimate.
 */
export const frontRule: BuiltInScheme = {
  title: 'Front rule webhooks',
  docs: 'https://dev.frontapp.com/docs/rule-webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Front-Signature',
    algorithm: 'hmac-sha1',
    encoding: 'base64',
    content: '{body}',
  },
  sourceId: { json: '/id' },
  identity: ['body'],
  identityNote: "The body holds the event's id and the time at which it was emitted.",
  event: [{ json: '/type' }],
  retries: ['1m', '5m', '15m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
