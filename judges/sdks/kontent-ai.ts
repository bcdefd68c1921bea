import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly signatureHelper: {
    isValidSignatureFromString(body: string, secret: string, signature: string): boolean;
    getHashFromString(body: string, secret: string): string;
  };
}

const HEADERS: Readonly<Record<string, string>> = {
  'kontent-ai': 'X-Kontent-ai-Signature',
  'kontent-ai-legacy': 'X-KC-Signature',
};

export const kontentAi = judge<Sdk>({
  package: '@kontent-ai/webhook-helper',
  schemes: ['kontent-ai', 'kontent-ai-legacy'],
  accepts: ({ signatureHelper }, received) =>
    signatureHelper.isValidSignatureFromString(
      received.text,
      received.secret,
      header(received, HEADERS[received.scheme] ?? ''),
    ),
  signs: ({ signatureHelper }, { scheme, text, secret }) => ({
    headers: { [HEADERS[scheme] ?? '']: signatureHelper.getHashFromString(text, secret) },
  }),
});
