import { header, judge } from '../engine/judge.js';
import { publicPem } from '../engine/keys.js';

interface Sdk {
  validateSignature(message: unknown, signature: string, account: object): Promise<boolean>;
  /** Its client, of which the verifier asks for the key. */
  readonly default: { getPublicKey: () => Promise<{ key: string }> };
}

export const ebay = judge<Sdk>({
  package: 'event-notification-nodejs-sdk',
  entry: ['event-notification-nodejs-sdk/lib/validator.js', 'event-notification-nodejs-sdk/lib/client.js'],
  schemes: ['ebay'],
  accepts: (sdk, received) => {
    const key = publicPem(received.secret).replaceAll('\n', '');
    sdk.default.getPublicKey = () => Promise.resolve({ key });
    return sdk.validateSignature(JSON.parse(received.text), header(received, 'X-EBAY-SIGNATURE'), {});
  },
});
