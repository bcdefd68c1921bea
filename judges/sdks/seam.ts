import { judge } from '../engine/judge.js';

interface Sdk {
  readonly SeamWebhook: new (secret: string) => {
    verify(body: string, headers: Readonly<Record<string, string>>): unknown;
  };
}

export const seam = judge<Sdk>({
  package: '@seamapi/webhook',
  schemes: ['seam'],
  document: { event_id: 'evt_1', event_type: 'lead.created' },
  accepts: ({ SeamWebhook }, { secret, text, headers }) => new SeamWebhook(secret).verify(text, headers),
});
