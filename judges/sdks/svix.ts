import { judge } from '../engine/judge.js';

interface Sdk {
  readonly Webhook: new (secret: string) => {
    verify(body: Buffer, headers: Readonly<Record<string, string>>): unknown;
    sign(id: string, time: Date, body: string): string;
  };
}

/** Also of the providers that send through Svix and say so in their documentation. */
export const svix = judge<Sdk>({
  package: 'svix',
  schemes: ['svix', 'carecycle', 'clerk', 'resend', 'stytch'],
  accepts: ({ Webhook }, { secret, body, headers }) => new Webhook(secret).verify(body, headers),
  signs: ({ Webhook }, { secret, id, now, text }) => ({
    headers: {
      'svix-id': id,
      'svix-timestamp': String(Math.floor(now / 1000)),
      'svix-signature': new Webhook(secret).sign(id, new Date(now), text),
    },
  }),
});
