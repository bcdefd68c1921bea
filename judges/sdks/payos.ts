import { judge } from '../engine/judge.js';

interface Client {
  readonly webhooks: { verify(webhook: unknown): Promise<unknown> };
  readonly crypto: { createSignatureFromObj(data: unknown, key: string): Promise<string | null> };
}

interface Sdk {
  readonly PayOS: new (given: { clientId: string; apiKey: string; checksumKey: string }) => Client;
}

function clientOf({ PayOS }: Sdk, checksumKey: string): Client {
  return new PayOS({ clientId: 'client', apiKey: 'key', checksumKey });
}

export const payos = judge<Sdk>({
  package: '@payos/node',
  schemes: ['payos'],
  // As the provider's are: the SDK knows no lists but those of objects.
  document: {
    code: '00',
    data: { orderCode: 123, amount: 3000, desc: 'Thành công', Currency: 'VND', code: '00', name: null },
  },
  accepts: (sdk, { text, secret }) => clientOf(sdk, secret).webhooks.verify(JSON.parse(text)),
  signs: async (sdk, { text, secret }) => {
    const document = JSON.parse(text.replace(/^\ufeff/, '')) as { data: unknown };
    const signature = await clientOf(sdk, secret).crypto.createSignatureFromObj(document.data, secret);
    return { headers: {}, text: JSON.stringify({ ...document, signature }) };
  },
});
