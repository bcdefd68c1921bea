import { parse, type ParsedUrlQuery } from 'node:querystring';
import { header, judge } from '../engine/judge.js';

interface Sdk {
  validateSignature(url: string, nonce: string, signature: string, token: string): boolean;
  verifyOldSignature(token: string, url: string, params: ParsedUrlQuery, signature: string): boolean;
}

export const plivo = judge<Sdk>({
  package: 'plivo',
  entry: 'plivo/dist/utils/security.js',
  schemes: ['plivo', 'plivo-v2'],
  accepts: (sdk, received) => {
    const { scheme, url, secret, text } = received;
    return scheme === 'plivo'
      ? sdk.verifyOldSignature(secret, url, parse(text), header(received, 'X-Plivo-Signature'))
      : sdk.validateSignature(
          url,
          header(received, 'X-Plivo-Signature-V2-Nonce'),
          header(received, 'X-Plivo-Signature-V2'),
          secret,
        );
  },
});
