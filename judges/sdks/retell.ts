import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly Retell: {
    verify(body: string, key: string, signature: string): Promise<boolean>;
    sign(body: string, key: string): Promise<string>;
  };
}

export const retell = judge<Sdk>({
  package: 'retell-sdk',
  schemes: ['retell'],
  accepts: ({ Retell }, received) =>
    Retell.verify(received.text, received.secret, header(received, 'x-retell-signature')),
  signs: async ({ Retell }, { text, secret }) => ({
    headers: { 'x-retell-signature': await Retell.sign(text, secret) },
  }),
});
