import { parse, type ParsedUrlQuery } from 'node:querystring';
import { header, judge } from '../engine/judge.js';

interface Sdk {
  validateV3Signature(
    method: string,
    url: string,
    nonce: string,
    token: string,
    signature: string,
    params: ParsedUrlQuery,
  ): boolean;
  validateSignature(url: string, nonce: string, signature: string, token: string): boolean;
  verifyOldSignature(token: string, url: string, params: ParsedUrlQuery, signature: string): boolean;
}

const THIRD: Readonly<Record<string, string>> = {
  'plivo-v3': 'X-Plivo-Signature-V3',
  'plivo-v3-main-account': 'X-Plivo-Signature-Ma-V3',
};

export const plivo = judge<Sdk>({
  package: 'plivo',
  entry: ['plivo/dist/utils/security.js', 'plivo/dist/utils/v3Security.js'],
  schemes: ['plivo', 'plivo-v2', 'plivo-v3', 'plivo-v3-main-account'],
  accepts: (sdk, received) => {
    const { scheme, method, url, secret, text } = received;
    if (scheme === 'plivo') {
      return sdk.verifyOldSignature(secret, url, parse(text), header(received, 'X-Plivo-Signature'));
    }
    const third = THIRD[scheme];
    if (third !== undefined) {
      const nonce = header(received, 'X-Plivo-Signature-V3-Nonce');
      return sdk.validateV3Signature(method, url, nonce, secret, header(received, third), parse(text));
    }
    const nonce = header(received, 'X-Plivo-Signature-V2-Nonce');
    return sdk.validateSignature(url, nonce, header(received, 'X-Plivo-Signature-V2'), secret);
  },
});
