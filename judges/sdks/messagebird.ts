import { createSecretKey, type KeyObject } from 'node:crypto';
import { header, judge } from '../engine/judge.js';

interface Sdk {
  verify(url: string, body: Buffer, token: string, key: KeyObject): Promise<unknown>;
}

export const messagebird = judge<Sdk>({
  package: 'messagebird',
  entry: 'messagebird/lib/webhook-signature-jwt.js',
  schemes: ['messagebird'],
  accepts: (sdk, received) =>
    sdk.verify(
      received.url,
      received.body,
      header(received, 'MessageBird-Signature-JWT'),
      createSecretKey(Buffer.from(received.secret)),
    ),
});
