import { judge, type Received } from '../engine/judge.js';

interface Sdk {
  validateWebhookSignature(secret: string, headers: Readonly<Record<string, string>>, body: string): boolean;
  validateSignatureHeader(secret: string, headers: Readonly<Record<string, string>>, body: string): boolean;
  validateAuthenticationHeader(
    applicationKey: string,
    applicationSecret: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    path: string,
    method: string,
  ): boolean;
}

function acceptsApplication(sdk: Sdk, { secret, headers, text, url, method }: Received): boolean {
  const [key = '', applicationSecret = ''] = secret.split(':');
  const path = new URL(url).pathname;
  return sdk.validateAuthenticationHeader(key, applicationSecret, headers, text, path, method);
}

export const sinch = judge<Sdk>({
  package: '@sinch/sdk-client',
  // Its index wants another package of the same provider that it does not depend on.
  entry: './node_modules/@sinch/sdk-client/dist/utils/authorization.helper.js',
  schemes: ['sinch', 'sinch-numbers', 'sinch-verification', 'sinch-voice'],
  accepts: (sdk, received) => {
    const { scheme, secret, headers, text } = received;
    if (scheme === 'sinch') return sdk.validateWebhookSignature(secret, headers, text);
    if (scheme === 'sinch-numbers') return sdk.validateSignatureHeader(secret, headers, text);
    return acceptsApplication(sdk, received);
  },
});
