import type { BuiltInScheme } from '../spec.js';

/**
 * While a secret is replaced the header holds two groups with a blank between them, one for each secret and each with
 * its own time; its documentation tries both.
 */
export const persona: BuiltInScheme = {
  title: 'Persona',
  docs: 'https://docs.withpersona.com/webhooks-best-practices',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'Persona-Signature',
    encoding: 'hex',
    entries: {
      separator: ',',
      assign: '=',
      tags: { v1: 'hmac-sha256' },
      time: 't',
      several: true,
      groups: true,
    },
    content: '{time}.{body}',
  },
  time: { formats: ['s'], tolerance: { past: '25h', future: '5m' } },
  sourceId: { json: '/data/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/data/attributes/name' }],
  retries: ['3s', '18s', '83s', '258s'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://docs.withpersona.com/docs/best-practices',
    deadline: 'estimate',
    statuses: 'estimate',
  },
};
