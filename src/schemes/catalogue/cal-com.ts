import type { BuiltInScheme } from '../spec.js';

/** Without a secret the header says so in words, and is refused like any wrong signature. Never retries. */
export const calCom: BuiltInScheme = {
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
  identityNote:
    'The usual body holds its time. Customers may write a template of their own, whose bodies may be equal.',
  equalBytes: 'may be two events',
  event: [{ json: '/triggerEvent' }],
  envelope: { event: 'triggerEvent', time: 'createdAt', data: 'payload' },
  retries: 'none',
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
