import { judge } from '../engine/judge.js';

interface Sdk {
  readonly ImageKit: new (options: { privateKey: string }) => {
    readonly webhooks: {
      unwrap(body: string, options: { headers: Readonly<Record<string, string>>; key: string }): unknown;
    };
  };
}

export const imagekit = judge<Sdk>({
  package: '@imagekit/nodejs',
  schemes: ['imagekit'],
  accepts: ({ ImageKit }, { text, headers, secret }) =>
    new ImageKit({ privateKey: 'key' }).webhooks.unwrap(text, { headers, key: secret }),
});
