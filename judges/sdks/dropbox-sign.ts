import { documentOf } from '../../test/schemes/documents.js';
import { dropboxSign as scheme } from '../../src/schemes/catalogue/dropbox-sign.js';
import { judge } from '../engine/judge.js';

interface Sdk {
  readonly EventCallbackRequest: { init(document: unknown): object };
  readonly EventCallbackHelper: { isValid(key: string, callback: object): boolean };
}

export const dropboxSign = judge<Sdk>({
  package: '@dropbox/sign',
  schemes: ['dropbox-sign'],
  accepts: (sdk, { body, secret }) => {
    const document = documentOf(scheme, body);
    return sdk.EventCallbackHelper.isValid(secret, sdk.EventCallbackRequest.init(document));
  },
});
