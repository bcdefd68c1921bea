import { header, judge } from '../engine/judge.js';
import { publicPem } from '../engine/keys.js';

interface Sdk {
  readonly EventWebhook: new () => {
    convertPublicKeyToECDSA(pem: string): object;
    verifySignature(key: object, body: Buffer, signature: string, time: string): boolean;
  };
}

export const sendgrid = judge<Sdk>({
  package: '@sendgrid/eventwebhook',
  schemes: ['sendgrid', 'sendgrid-inbound'],
  accepts: ({ EventWebhook }, received) => {
    const webhook = new EventWebhook();
    return webhook.verifySignature(
      webhook.convertPublicKeyToECDSA(publicPem(received.secret)),
      received.body,
      header(received, 'X-Twilio-Email-Event-Webhook-Signature'),
      header(received, 'X-Twilio-Email-Event-Webhook-Timestamp'),
    );
  },
});
