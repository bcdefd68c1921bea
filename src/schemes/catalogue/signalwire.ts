import type { BuiltInScheme } from '../spec.js';

/**
 * What SWML, its agents and its calls send as JSON: SHA-1 in hex over the URL and then the body, keyed with the project's
 * signing key. Documents no retries.
 */
export const signalwire: BuiltInScheme = {
  title: 'SignalWire',
  docs: 'https://signalwire.com/docs/platform/webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-SignalWire-Signature',
    algorithm: 'hmac-sha1',
    encoding: 'hex',
    content: '{url}{body}',
  },
  bodyMustBeJson: 'whole',
  identity: ['body', 'url'],
  identityNote:
    'The body holds the call with its state, but a call may ask for the same document again. Nothing but URL and body is signed.',
  equalBytes: 'may be two events',
  event: [{ json: '/event_type' }],
  retries: 'none',
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};

/**
 * The forms of cXML and of the Compatibility API: Twilio's construction, where the values of a field that comes again
 * stand as they come.
 */
export const signalwireCompatibility: BuiltInScheme = {
  title: 'SignalWire, Compatibility API',
  docs: 'https://developer.signalwire.com/guides/webhook-security/',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-SignalWire-Signature',
    algorithm: 'hmac-sha1',
    encoding: 'base64',
    content: '{url}{form:given}',
    portOptional: true,
    formHas: ['AccountSid'],
  },
  identity: ['body', 'url'],
  identityNote:
    'Steps of a menu send equal forms to different signed URLs. The same digit twice at one step has no mark at all.',
  equalBytes: 'may be two events',
  retries: 'none',
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'estimate',
    deadline:
      'https://github.com/signalwire/docs/blob/main/fern/products/compatibility-api/pages/cxml/guides/webhooks/common-webhook-errors.mdx',
    statuses: 'estimate',
  },
};
