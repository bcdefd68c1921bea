import type { Scheme } from '../spec.js';

/** No signature at all. A route must give its `reason`: nothing is unsigned by omission. */
export const none: Scheme = {
  title: 'No signature',
  trust: 'none',
  evidence: 'documentation',
  identity: [],
  identityNote:
    'Nothing is signed and nothing is known of the body: equal bytes may be two events, such as two pings of a build.',
  retries: 'none',
  deadline: '25s',
  statuses: { accepted: ['2xx'], final: [] },
};
