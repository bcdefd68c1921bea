import { judge } from '../engine/judge.js';

interface Sdk {
  readonly Webhook: new (secret: string) => {
    verify(body: Buffer, headers: Readonly<Record<string, string>>): unknown;
    sign(id: string, time: Date, body: string): string;
  };
}

/** Also of the providers whose documentation names this library, or the format, as theirs. */
export const standardwebhooks = judge<Sdk>({
  package: 'standardwebhooks',
  schemes: ['standard', 'brex', 'gitlab-signed', 'render', 'supabase-auth'],
  accepts: ({ Webhook }, { secret, body, headers }) => new Webhook(secret).verify(body, headers),
  signs: ({ Webhook }, { secret, id, now, text }) => ({
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, new Date(now), text),
    },
  }),
});
