import type { BuiltInScheme } from '../spec.js';

const first = {
  title: 'Plivo, first signature',
  docs: 'https://www.plivo.com/docs/voice/concepts/signature-validation',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Plivo-Signature',
    algorithm: 'hmac-sha1',
    encoding: 'base64',
    content: '{url}{form}',
  },
  identity: ['body', 'url'],
  identityNote:
    'Steps of a menu send equal forms to different signed URLs. The same digit twice at one step has no mark at all.',
  retries: ['1m', '2m', '4m'],
  deadline: '8s',
  statuses: { accepted: ['200'], final: [] },
  rests: {
    retries: 'estimate',
    deadline: 'https://docs.plivo.com/docs/voice/concepts/callback-configurations',
    statuses: 'https://docs.plivo.com/docs/voice/concepts/callback-configurations',
  },
} satisfies BuiltInScheme;

/**
 * The first signature: URL and form fields in order of their names, keyed by the auth token. No field is in all of its
 * forms, so the query that may stand before them is the registered one alone.
 */
export const plivo: BuiltInScheme = { ...first, equalBytes: 'may be two events' };

/** The second signature covers the URL without its query and a number used once: it says who calls, nothing of what. */
export const plivoV2: BuiltInScheme = {
  ...first,
  title: 'Plivo, second signature',
  docs: 'https://www.plivo.com/docs/messaging/concepts/signature-validation',
  trust: 'authenticated',
  signature: {
    header: 'X-Plivo-Signature-V2',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{url:base}{header:X-Plivo-Signature-V2-Nonce}',
  },
  identity: ['signed'],
  identityNote:
    'Only the URL without its query and the nonce are signed, so one signature fits any body. The nonce is made for one request, and whatever comes with it counts once.',
  writes: { 'X-Plivo-Signature-V2-Nonce': '{id}' },
};

/**
 * The third signature covers the URL with its query in order, the form, and the number used once. The header holds one
 * signature for each auth token in force.
 */
export const plivoV3: BuiltInScheme = {
  ...first,
  title: 'Plivo, third signature',
  evidence: 'sdk',
  signature: {
    header: 'X-Plivo-Signature-V3',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    list: { separator: ',', several: true },
    content: '{url:sorted}{form}.{id}',
  },
  idHeader: 'X-Plivo-Signature-V3-Nonce',
  sourceId: { header: 'X-Plivo-Signature-V3-Nonce' },
  identity: ['id', 'body'],
  identityNote:
    'Equal forms come from the steps of a menu, and the same digit twice from one step: the signed number is made for one request. A retry may have another and passes as new, which is cheaper than a loss.',
};

/** The same, under the auth token of the main account, also for what its subaccounts send. */
export const plivoV3MainAccount: BuiltInScheme = {
  ...plivoV3,
  title: 'Plivo, third signature of the main account',
  signature: {
    header: 'X-Plivo-Signature-Ma-V3',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    list: { separator: ',', several: true },
    content: '{url:sorted}{form}.{id}',
  },
};
