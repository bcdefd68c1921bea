import { parse } from 'node:querystring';
import { header, judge } from '../engine/judge.js';

interface Sdk {
  validateRequest(key: string, signature: string, url: string, body: string): boolean;
}

export const signalwire = judge<Sdk>({
  package: '@signalwire/web-api',
  schemes: ['signalwire', 'signalwire-compatibility'],
  accepts: (sdk, received) => {
    const { secret, url, text, contentType } = received;
    // A form goes in as Express has read it, written as JSON.
    const body = contentType.includes('urlencoded') ? JSON.stringify(parse(text)) : text;
    return sdk.validateRequest(secret, header(received, 'X-SignalWire-Signature'), url, body);
  },
});
