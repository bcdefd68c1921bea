import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly hmacValidator: new () => {
    validateHMAC(item: unknown, key: string): boolean;
    validateHMACSignature(key: string, signature: string, body: string): boolean;
  };
}

interface Notifications {
  readonly notificationItems: readonly { readonly NotificationRequestItem: unknown }[];
}

export const adyen = judge<Sdk>({
  package: '@adyen/api-library',
  schemes: ['adyen', 'adyen-platform'],
  accepts: ({ hmacValidator: HmacValidator }, received) => {
    const { scheme, text, secret } = received;
    const validator = new HmacValidator();
    if (scheme === 'adyen-platform') {
      return validator.validateHMACSignature(secret, header(received, 'HmacSignature'), text);
    }
    const { notificationItems } = JSON.parse(text) as Notifications;
    return notificationItems.every(({ NotificationRequestItem }) =>
      validator.validateHMAC(NotificationRequestItem, secret),
    );
  },
});
