import type { BuiltInScheme } from '../spec.js';

/** SHA-1 in base64. The body's id is the alert's, the same when it opens and closes. Documents no retries. */
export const mongodbAtlas: BuiltInScheme = {
  title: 'MongoDB Atlas alerts',
  docs: 'https://www.mongodb.com/docs/atlas/tutorial/third-party-service-integrations/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-MMS-Signature',
    algorithm: 'hmac-sha1',
    encoding: 'base64',
    content: '{body}',
  },
  sourceId: { json: '/id' },
  identity: ['body'],
  identityNote:
    "The body shows the alert with its state and the time of its last change. Its id is the alert's, the same when it opens and closes.",
  event: [{ json: '/eventTypeName' }, { header: 'X-MMS-Event', shape: 'a.b' }],
  carry: ['X-MMS-Event'],
  writes: { 'X-MMS-Event': '{event}' },
  retries: 'none',
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
