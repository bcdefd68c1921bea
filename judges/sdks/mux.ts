import { judge } from '../engine/judge.js';

interface Sdk {
  readonly Mux: new (options: { tokenId: string; tokenSecret: string }) => {
    readonly webhooks: {
      verifySignature(body: string, headers: Readonly<Record<string, string>>, secret: string): Promise<void>;
    };
  };
}

export const mux = judge<Sdk>({
  package: '@mux/mux-node',
  schemes: ['mux'],
  accepts: ({ Mux }, { text, headers, secret }) =>
    new Mux({ tokenId: 'id', tokenSecret: 'secret' }).webhooks.verifySignature(text, headers, secret),
});
