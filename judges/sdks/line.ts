import { header, judge } from '../engine/judge.js';

interface Sdk {
  validateSignature(body: Buffer, secret: string, signature: string): boolean;
}

export const line = judge<Sdk>({
  package: '@line/bot-sdk',
  schemes: ['line'],
  accepts: (sdk, received) =>
    sdk.validateSignature(received.body, received.secret, header(received, 'X-Line-Signature')),
});
