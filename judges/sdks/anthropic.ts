import { judge } from '../engine/judge.js';

interface Sdk {
  readonly Anthropic: new (options: { apiKey: string }) => {
    readonly beta: {
      readonly webhooks: {
        unwrap(body: string, options: { headers: Readonly<Record<string, string>>; key: string }): unknown;
      };
    };
  };
}

export const anthropic = judge<Sdk>({
  package: '@anthropic-ai/sdk',
  schemes: ['standard', 'anthropic'],
  accepts: ({ Anthropic }, { text, headers, secret }) =>
    new Anthropic({ apiKey: 'key' }).beta.webhooks.unwrap(text, { headers, key: secret }),
});
