import { header, judge } from '../engine/judge.js';
import { rawPublic } from '../engine/keys.js';

interface Sdk {
  verifyKey(body: Buffer, signature: string, time: string, publicKey: string): Promise<boolean>;
}

export const discord = judge<Sdk>({
  package: 'discord-interactions',
  schemes: ['discord', 'discord-events'],
  accepts: (sdk, received) =>
    sdk.verifyKey(
      received.body,
      header(received, 'X-Signature-Ed25519'),
      header(received, 'X-Signature-Timestamp'),
      rawPublic(received.secret).toString('hex'),
    ),
});
