import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly default: new (options: { publicKey: string; privateKey: string; urlEndpoint: string }) => {
    verifyWebhookEvent(body: Buffer, signature: string, secret: string): unknown;
  };
}

const account = { publicKey: 'public', privateKey: 'private', urlEndpoint: 'https://ik.imagekit.io/id' };

/** The SDK before the present one, which knows the signature before the present one. */
export const imagekitLegacy = judge<Sdk>({
  package: 'imagekit',
  schemes: ['imagekit-legacy'],
  accepts: ({ default: ImageKit }, received) =>
    new ImageKit(account).verifyWebhookEvent(
      received.body,
      header(received, 'x-ik-signature'),
      received.secret,
    ),
});
