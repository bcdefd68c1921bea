import { parse, type ParsedUrlQuery } from 'node:querystring';
import { header, judge } from '../engine/judge.js';

interface Sdk {
  validateRequest(
    token: string,
    signature: string,
    url: string,
    params: ParsedUrlQuery,
    algorithm: string,
  ): boolean;
  validateRequestWithBody(
    token: string,
    signature: string,
    url: string,
    body: string,
    algorithm: string,
  ): boolean;
  getSignatureAlgorithm(settings: string | undefined): string;
}

export const twilio = judge<Sdk>({
  package: 'twilio',
  entry: 'twilio/lib/webhooks/webhooks.js',
  schemes: ['twilio', 'twilio-shared-key'],
  accepts: (sdk, received) => {
    const { secret, url, text } = received;
    const signature = header(received, 'X-Twilio-Signature');
    const algorithm = sdk.getSignatureAlgorithm(received.headers['x-twilio-webhooks-signature-settings']);
    return received.contentType.includes('urlencoded')
      ? sdk.validateRequest(secret, signature, url, parse(text), algorithm)
      : sdk.validateRequestWithBody(secret, signature, url, text, algorithm);
  },
});
