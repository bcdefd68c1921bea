import { header, judge } from '../engine/judge.js';

interface Sdk {
  validateWebhook(request: {
    id: string;
    timestamp: string;
    signature: string;
    body: string;
    secret: string;
  }): Promise<boolean>;
}

export const replicate = judge<Sdk>({
  package: 'replicate',
  schemes: ['replicate'],
  accepts: (sdk, received) =>
    sdk.validateWebhook({
      id: header(received, 'webhook-id'),
      timestamp: header(received, 'webhook-timestamp'),
      signature: header(received, 'webhook-signature'),
      body: received.text,
      secret: received.secret,
    }),
});
