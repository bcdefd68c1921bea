import type { BuiltInScheme } from '../spec.js';

/**
 * Keyed with the environment's webhook signing key. The older `X-Nango-Signature`, a plain hash behind the key, comes
 * along and does not count.
 */
export const nango: BuiltInScheme = {
  title: 'Nango',
  docs: 'https://nango.dev/docs/implementation-guides/platform/webhooks-from-nango',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Nango-Hmac-Sha256',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  identity: ['body'],
  identityNote:
    'A sync says when it ran, but an authorisation that fails twice, or a webhook that is forwarded from elsewhere, may have equal bytes, and nothing else is signed.',
  equalBytes: 'may be two events',
  event: [{ json: '/type' }],
  retries: ['100ms', '200ms'],
  deadline: '16s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://nango.dev/docs/guides/platform/webhooks-from-nango',
    deadline: 'https://nango.dev/docs/guides/platform/webhooks-from-nango',
    statuses: 'https://nango.dev/docs/guides/platform/webhooks-from-nango',
  },
};
