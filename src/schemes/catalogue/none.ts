import type { Scheme } from '../spec.js';

/** No signature at all. A route must give its `reason`: nothing is unsigned by omission. */
export const none: Scheme = {
  title: 'No signature',
  trust: 'none',
  evidence: 'documentation',
  identity: ['body'],
  retries: 'none',
  deadline: '25s',
  statuses: { accepted: ['2xx'], final: [] },
};
