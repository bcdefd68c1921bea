import type { BuiltInScheme } from '../spec.js';

/**
 * Outgoing webhooks: what is answered within five seconds is shown in the channel. The token is base64 and decoded.
 * Never retries.
 */
export const microsoftTeams: BuiltInScheme = {
  title: 'Microsoft Teams outgoing webhook',
  docs: 'https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-outgoing-webhook',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'base64',
  signature: {
    header: 'Authorization',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    prefix: 'HMAC ',
    content: '{body}',
  },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the message's id, new for each. Teams never retries.",
  event: [{ json: '/type' }],
  retries: 'none',
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'docs', statuses: 'estimate' },
};
