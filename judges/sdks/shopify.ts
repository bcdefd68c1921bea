import { judge } from '../engine/judge.js';

interface Sdk {
  shopifyApi(options: object): {
    readonly webhooks: {
      validate(request: {
        rawBody: string;
        rawRequest: object;
        rawResponse: object;
      }): Promise<{ valid: boolean }>;
    };
  };
}

export const shopify = judge<Sdk>({
  package: '@shopify/shopify-api',
  entry: ['@shopify/shopify-api/adapters/node', '@shopify/shopify-api'],
  schemes: ['shopify', 'shopify-events'],
  sends: {
    'X-Shopify-Topic': 'orders/create',
    'X-Shopify-Shop-Domain': 'shop.myshopify.com',
    'X-Shopify-API-Version': '2026-01',
    'X-Shopify-Webhook-Id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
    'Shopify-Topic': 'product',
    'Shopify-Shop-Domain': 'shop.myshopify.com',
    'Shopify-Api-Version': '2026-01',
    'Shopify-Webhook-Id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
    'Shopify-Event-Id': '98880550-7158-44d4-b7cd-2c97c8a091b5',
  },
  accepts: async (sdk, { secret, text, headers, url, method }) => {
    const { webhooks } = sdk.shopifyApi({
      apiKey: 'key',
      apiSecretKey: secret,
      apiVersion: '2026-01',
      hostName: 'receiver.example',
      isEmbeddedApp: false,
      logger: { level: 0 },
    });
    const rawRequest = { method, url: new URL(url).pathname, headers };
    return (await webhooks.validate({ rawBody: text, rawRequest, rawResponse: {} })).valid;
  },
});
