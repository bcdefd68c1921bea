import { header, judge } from '../engine/judge.js';

interface Sdk {
  verifySignature(token: string, secret: string): boolean;
}

export const vonage = judge<Sdk>({
  package: '@vonage/jwt',
  schemes: ['vonage'],
  accepts: (sdk, received) =>
    sdk.verifySignature(header(received, 'Authorization').replace('Bearer ', ''), received.secret),
});
