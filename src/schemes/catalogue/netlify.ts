import type { BuiltInScheme } from '../spec.js';

/**
 * The signature is a JWT that holds the body's SHA-256 and no time at all, so nothing but dedupe stops a replay.
 * Documents no retries.
 */
export const netlify: BuiltInScheme = {
  title: 'Netlify',
  docs: 'https://docs.netlify.com/deploy/deploy-notifications/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Webhook-Signature',
    jwt: { hashes: { sha256: { of: 'body', encoding: 'hex' } }, claims: { iss: 'netlify' } },
  },
  identity: ['body', 'event'],
  identityNote:
    'The body shows a deploy with the time of its last change, but not which event that is: only the unsigned name in the header says so.',
  event: [{ header: 'X-Netlify-Event', shape: 'a_b' }],
  carry: ['X-Netlify-Event'],
  writes: { 'X-Netlify-Event': '{event}' },
  retries: 'none',
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
