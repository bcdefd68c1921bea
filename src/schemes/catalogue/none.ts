import type { BuiltInScheme } from '../spec.js';

/** No signature at all. A route must give its `reason`: nothing is unsigned by omission. */
export const none: BuiltInScheme = {
  title: 'No signature',
  trust: 'none',
  evidence: 'documentation',
  identity: [],
  identityNote:
    'Nothing is signed and nothing is known of the body: equal bytes may be two events, such as two pings of a build.',
  retries: 'none',
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
