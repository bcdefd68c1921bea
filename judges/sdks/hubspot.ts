import { header, judge } from '../engine/judge.js';

interface Options {
  readonly clientSecret: string;
  readonly requestBody: string;
  readonly url?: string;
  readonly timestamp?: number;
}

interface Sdk {
  readonly Signature: {
    isValid(options: Options & { method: string; signatureVersion: string; signature: string }): boolean;
    getSignature(method: string, version: string, options: Options): string;
  };
}

const VERSIONS: Readonly<Record<string, string>> = { hubspot: 'v3', 'hubspot-v1': 'v1', 'hubspot-v2': 'v2' };

export const hubspot = judge<Sdk>({
  package: '@hubspot/api-client',
  entry: '@hubspot/api-client/lib/src/utils/signature.js',
  schemes: ['hubspot', 'hubspot-v1', 'hubspot-v2'],
  accepts: ({ Signature }, received) => {
    const { method, url, text: requestBody, secret: clientSecret } = received;
    const signatureVersion = VERSIONS[received.scheme] ?? '';
    const third = signatureVersion === 'v3';
    const signature = header(received, third ? 'X-HubSpot-Signature-v3' : 'X-HubSpot-Signature');
    const timestamp = third ? Number(header(received, 'X-HubSpot-Request-Timestamp')) : 0;
    const options = { clientSecret, requestBody, url, timestamp };
    return Signature.isValid({ ...options, method, signatureVersion, signature });
  },
  signs: ({ Signature }, { scheme, url, text: requestBody, secret: clientSecret, now: timestamp }) => {
    const version = VERSIONS[scheme] ?? '';
    const signature = Signature.getSignature('POST', version, { clientSecret, requestBody, url, timestamp });
    return version === 'v3'
      ? { headers: { 'X-HubSpot-Signature-v3': signature, 'X-HubSpot-Request-Timestamp': String(timestamp) } }
      : { headers: { 'X-HubSpot-Signature': signature } };
  },
});
