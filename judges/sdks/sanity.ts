import { header, judge } from '../engine/judge.js';

interface Sdk {
  isValidSignature(body: string, signature: string, secret: string): Promise<boolean>;
  encodeSignatureHeader(body: string, time: number, secret: string): Promise<string>;
}

export const sanity = judge<Sdk>({
  package: '@sanity/webhook',
  schemes: ['sanity'],
  accepts: (sdk, received) =>
    sdk.isValidSignature(received.text, header(received, 'sanity-webhook-signature'), received.secret),
  signs: async (sdk, { text, now, secret }) => ({
    headers: { 'sanity-webhook-signature': await sdk.encodeSignatureHeader(text, now, secret) },
  }),
});
