import { header, judge } from '../engine/judge.js';

interface Sdk {
  verifySignature(body: Buffer, secret: string, signature: string): void;
}

export const gocardless = judge<Sdk>({
  package: 'gocardless-nodejs',
  entry: 'gocardless-nodejs/webhooks',
  schemes: ['gocardless'],
  accepts: (sdk, received) => {
    sdk.verifySignature(received.body, received.secret, header(received, 'Webhook-Signature'));
  },
});
