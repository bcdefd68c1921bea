import { createPublicKey } from 'node:crypto';
import { judge } from '../engine/judge.js';

interface Sdk {
  decodeWebhook(token: string, domain: string): Promise<object | null>;
}

export const kinde = judge<Sdk>({
  package: '@kinde/webhooks',
  schemes: ['kinde'],
  accepts: async (sdk, { text, secret }) => {
    const key = createPublicKey(secret).export({ format: 'jwk' });
    const { fetch } = globalThis;
    // In place of the business's own host, which the SDK asks for the keys each time.
    globalThis.fetch = () =>
      Promise.resolve(Response.json({ keys: [{ ...key, kid: 'a-key', alg: 'RS256' }] }));
    try {
      return (await sdk.decodeWebhook(text, 'https://business.kinde.com')) !== null;
    } finally {
      globalThis.fetch = fetch;
    }
  },
});
