import { parse, type ParsedUrlQuery } from 'node:querystring';
import { header, judge } from '../engine/judge.js';

interface Sdk {
  validateRequest(token: string, signature: string, url: string, params: ParsedUrlQuery): boolean;
  validateRequestWithBody(token: string, signature: string, url: string, body: string): boolean;
  getExpectedTwilioSignature(token: string, url: string, params: ParsedUrlQuery): string;
}

export const twilio = judge<Sdk>({
  package: 'twilio',
  entry: 'twilio/lib/webhooks/webhooks.js',
  schemes: ['twilio'],
  accepts: (sdk, received) => {
    const { secret, url, text } = received;
    const signature = header(received, 'X-Twilio-Signature');
    return received.contentType.includes('urlencoded')
      ? sdk.validateRequest(secret, signature, url, parse(text))
      : sdk.validateRequestWithBody(secret, signature, url, text);
  },
});
