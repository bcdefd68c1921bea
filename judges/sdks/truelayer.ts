import { header, judge, type Received } from '../engine/judge.js';
import { publicPem } from '../engine/keys.js';

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Sdk {
  verify(
    given: Request & { publicKeyPem: string; signature: string; requiredHeaders: readonly string[] },
  ): void;
  sign(given: Request & { privateKeyPem: string; kid: string }): string;
}

const TIME = 'X-Tl-Webhook-Timestamp';

function pathOf({ url }: Pick<Received, 'url'>): string {
  return new URL(url).pathname;
}

/** The key is that of the case: the SDK leaves it to its user to fetch it. */
export const truelayer = judge<Sdk>({
  package: 'truelayer-signing',
  schemes: ['truelayer', 'truelayer-sandbox'],
  accepts: (sdk, received) => {
    sdk.verify({
      publicKeyPem: publicPem(received.secret),
      signature: header(received, 'Tl-Signature'),
      method: received.method,
      path: pathOf(received),
      headers: received.headers,
      requiredHeaders: [TIME],
      body: received.text,
    });
  },
  signs: (sdk, message) => {
    const headers = { [TIME]: new Date(message.now).toISOString() };
    const signature = sdk.sign({
      privateKeyPem: message.secret,
      kid: 'a-key',
      method: 'POST',
      path: pathOf(message),
      headers,
      body: message.text,
    });
    return { headers: { ...headers, 'Tl-Signature': signature } };
  },
});
