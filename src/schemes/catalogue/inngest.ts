import type { BuiltInScheme } from '../spec.js';

/**
 * Calls of functions. Signed is the body's JSON in its one spelling, and the time behind it; the key is what stands behind
 * the environment's name in the signing key. Each call is signed when it is made. Inngest wants the function's own answer, so
 * the receiver's goes back (`delivery.mode: direct`). Its schedule of retries is an estimate.
 */
export const inngest: BuiltInScheme = {
  title: 'Inngest',
  docs: 'https://www.inngest.com/docs/platform/signing-keys',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  keyPrefix: 'signkey-*-',
  signature: {
    header: 'x-inngest-signature',
    encoding: 'hex',
    // Its libraries read one of each.
    entries: { separator: '&', assign: '=', tags: { s: 'hmac-sha256' }, time: 't' },
    content: '{body:canonical}{time}',
  },
  bodyMustBeJson: 'whole',
  time: { formats: ['s'], tolerance: '5m' },
  sourceId: { json: '/ctx/run_id' },
  identity: ['body'],
  identityNote:
    'The body holds the run, the attempt and the steps that are done. It is signed by its meaning, so however it is spelt it is one call.',
  event: [{ json: '/event/name' }],
  retries: ['30s', '1m', '2m', '5m'],
  signsRetriesAnew: true,
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
