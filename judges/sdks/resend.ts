import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly Resend: new (key: string) => {
    readonly webhooks: {
      verify(request: {
        payload: string;
        headers: { id: string; timestamp: string; signature: string };
        webhookSecret: string;
      }): unknown;
    };
  };
}

export const resend = judge<Sdk>({
  package: 'resend',
  schemes: ['resend'],
  accepts: ({ Resend }, received) =>
    new Resend('re_key').webhooks.verify({
      payload: received.text,
      headers: {
        id: header(received, 'svix-id'),
        timestamp: header(received, 'svix-timestamp'),
        signature: header(received, 'svix-signature'),
      },
      webhookSecret: received.secret,
    }),
});
