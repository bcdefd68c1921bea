import type { BuiltInScheme } from '../spec.js';

/**
 * Matches of a partner's token format, under one of GitHub's published keys. All partners share them, and a body names
 * none: what another partner got would pass here too, and holds tokens that are none of ours. No retry is documented.
 */
export const githubSecretScanning: BuiltInScheme = {
  title: 'GitHub secret scanning',
  docs: 'https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program',
  trust: 'body verified',
  evidence: 'vectors',
  keys: {
    jwks: 'https://api.github.com/meta/public_keys/secret_scanning',
    layout: { list: '/public_keys', id: '/key_identifier', key: '/key' },
    id: { header: 'Github-Public-Key-Identifier' },
  },
  signature: {
    header: 'Github-Public-Key-Signature',
    algorithm: 'ecdsa-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  identity: ['body'],
  identityNote:
    'The body lists tokens with the places where they were found; a further find is another place.',
  retries: 'none',
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
