import { judge } from '../engine/judge.js';

interface Sdk {
  readonly OpenAI: new (options: { apiKey: string }) => {
    readonly webhooks: {
      verifySignature(body: string, headers: Readonly<Record<string, string>>, secret: string): Promise<void>;
    };
  };
}

export const openai = judge<Sdk>({
  package: 'openai',
  schemes: ['openai', 'standard'],
  accepts: ({ OpenAI }, { text, headers, secret }) =>
    new OpenAI({ apiKey: 'key' }).webhooks.verifySignature(text, headers, secret),
});
