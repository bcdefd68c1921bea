import type { BuiltInScheme } from '../spec.js';

/**
 * What is signed is a JSON document with the body as a text in it, beside the environment and the time. Four retries, whose
 * delays are not documented; nor is whether each is signed anew.
 */
export const hygraph: BuiltInScheme = {
  title: 'Hygraph',
  docs: 'https://hygraph.com/docs/api-reference/basics/webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'gcms-signature',
    encoding: 'base64',
    // Its library takes the entries by their places.
    entries: {
      separator: ', ',
      assign: '=',
      tags: { sign: 'hmac-sha256' },
      values: { env: 'master' },
      time: 't',
      timeLast: true,
    },
    content: '{{"Body":{body:quoted},"EnvironmentName":{entry:env|quoted},"TimeStamp":{time}}}',
  },
  bodyMustBeText: true,
  time: { formats: ['ms'], tolerance: { past: '15m', future: '5m' } },
  identity: ['body'],
  identityNote:
    'The body names the operation and the entry. Without the payload two changes of one entry read the same, and whether a retry is signed anew is not documented, so the time has no say.',
  equalBytes: 'may be two events',
  event: [{ json: '/operation' }],
  retries: ['5s', '30s', '2m', '5m'],
  deadline: '2500ms',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'docs', deadline: 'docs', statuses: 'https://hygraph.com/webhooks' },
};
