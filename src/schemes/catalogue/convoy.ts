import type { BuiltInScheme } from '../spec.js';

/**
 * Each project of Convoy chooses hash and encoding, and whether a time is signed; `convoy` is SHA-512 in hex, the others
 * say what they are. The compact body Convoy signs is the one it sends.
 */
export const convoy: BuiltInScheme = {
  title: 'Convoy, SHA-512 in hex',
  docs: 'https://docs.getconvoy.io/product-manual/signatures',
  trust: 'body verified',
  evidence: 'vectors',
  key: 'utf8',
  signature: {
    header: 'X-Convoy-Signature',
    algorithm: 'hmac-sha512',
    encoding: 'hex',
    content: '{body}',
  },
  identity: ['body'],
  identityNote:
    'The body is whatever the customer of Convoy sends, so two events may be equal, and nothing else is signed.',
  equalBytes: 'may be two events',
  carry: ['X-Convoy-Idempotency-Key'],
  retries: ['10s', '20s', '40s', '80s', '160s'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'estimate',
    deadline: 'estimate',
    statuses: 'https://github.com/frain-dev/convoy/blob/main/worker/task/process_event_delivery.go',
  },
};

export const convoyBase64: BuiltInScheme = {
  ...convoy,
  title: 'Convoy, SHA-512 in base64',
  signature: { ...convoy.signature, encoding: 'base64' },
};

export const convoySha256: BuiltInScheme = {
  ...convoy,
  title: 'Convoy, SHA-256 in hex',
  signature: { ...convoy.signature, algorithm: 'hmac-sha256' },
};

export const convoySha256Base64: BuiltInScheme = {
  ...convoy,
  title: 'Convoy, SHA-256 in base64',
  signature: { ...convoy.signature, algorithm: 'hmac-sha256', encoding: 'base64' },
};

const advanced: BuiltInScheme = {
  ...convoy,
  title: 'Convoy, with time, SHA-256 in hex',
  signature: {
    header: 'X-Convoy-Signature',
    encoding: 'hex',
    // Its libraries try each.
    entries: { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' }, time: 't', several: true },
    content: '{time},{body}',
  },
  time: { formats: ['s'], tolerance: '5m' },
  identityNote:
    'The body is whatever the customer of Convoy sends, so two events may be equal. Each retry is signed with its own time, so the time has no say.',
  signsRetriesAnew: true,
};

/** Every version of a project has a hash and encoding of its own: `v1` counts here, others are passed over. */
export const convoyAdvanced: BuiltInScheme = advanced;

export const convoyAdvancedBase64: BuiltInScheme = {
  ...advanced,
  title: 'Convoy, with time, SHA-256 in base64',
  signature: { ...advanced.signature, encoding: 'base64' },
};

export const convoyAdvancedSha512: BuiltInScheme = {
  ...advanced,
  title: 'Convoy, with time, SHA-512 in hex',
  signature: {
    ...advanced.signature,
    entries: { separator: ',', assign: '=', tags: { v1: 'hmac-sha512' }, time: 't', several: true },
  },
};

export const convoyAdvancedSha512Base64: BuiltInScheme = {
  ...convoyAdvancedSha512,
  title: 'Convoy, with time, SHA-512 in base64',
  signature: { ...convoyAdvancedSha512.signature, encoding: 'base64' },
};
