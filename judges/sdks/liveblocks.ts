import { judge } from '../engine/judge.js';

interface Sdk {
  readonly WebhookHandler: new (secret: string) => {
    verifyRequest(request: { headers: Readonly<Record<string, string>>; rawBody: string }): unknown;
  };
}

export const liveblocks = judge<Sdk>({
  package: '@liveblocks/node',
  schemes: ['liveblocks'],
  document: { type: 'storageUpdated' },
  accepts: ({ WebhookHandler }, { secret, headers, text }) =>
    new WebhookHandler(secret).verifyRequest({ headers, rawBody: text }),
});
