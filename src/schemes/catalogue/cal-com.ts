import type { Scheme } from '../spec.js';

/** Without a secret the header says so in words, and is refused like any wrong signature. Never retries. */
export const calCom: Scheme = {
  title: 'Cal.com',
  docs: 'https://cal.com/docs/developing/guides/automation/webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Cal-Signature-256',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  identity: ['body'],
  event: [{ json: '/triggerEvent' }],
  envelope: { event: 'triggerEvent', time: 'createdAt', data: 'payload' },
  retries: 'none',
  deadline: '8s',
  statuses: { accepted: ['2xx'], final: [] },
};
