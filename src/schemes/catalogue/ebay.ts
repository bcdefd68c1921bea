import type { BuiltInScheme } from '../spec.js';

/**
 * The header is a JSON object in base64 with the key's id and the signature. eBay gives the key to its customers alone, who
 * get a token by client credentials (`keyAccess`: the application's client id and secret). All applications share the
 * keys, and a body names none. Whoever subscribes is asked for a hash of the code, the verification token and the endpoint
 * (`handshakeToken`, `publicUrl`). How often it comes again is not documented: the schedule is an estimate. So is the
 * deadline: eBay's older notifications wait three seconds.
 */
export const ebay: BuiltInScheme = {
  title: 'eBay',
  docs: 'https://developer.ebay.com/api-docs/commerce/notification/overview.html',
  trust: 'body verified',
  evidence: 'sdk',
  keys: {
    fetched: 'https://api.ebay.com/commerce/notification/v1/public_key/{id}',
    id: { packed: '/kid' },
    layout: { key: '/key' },
    access: {
      token: {
        url: 'https://api.ebay.com/identity/v1/oauth2/token',
        scope: 'https://api.ebay.com/oauth/api_scope',
      },
    },
  },
  signature: {
    header: 'X-EBAY-SIGNATURE',
    packed: '/signature',
    algorithm: 'ecdsa-sha1',
    encoding: 'base64',
    content: '{body}',
  },
  sourceId: { json: '/notification/notificationId' },
  identity: ['id'],
  identityNote:
    "The signed body has the notification's id, which all its attempts share though they count in it.",
  event: [{ json: '/metadata/topic' }],
  bodyTime: '/notification/eventDate',
  handshakes: [
    {
      when: { method: 'GET', query: { challenge_code: '*' } },
      check: 'open',
      answer: {
        status: 200,
        json: { challengeResponse: '{sha256:hex:query:challenge_code+token+url}' },
      },
    },
  ],
  retries: ['1m', '10m', '1h', '6h', '24h'],
  deadline: '2500ms',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'estimate',
    deadline: 'estimate',
    statuses: 'estimate',
  },
};
