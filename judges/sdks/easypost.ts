import { judge } from '../engine/judge.js';

interface Sdk {
  readonly default: new (key: string) => {
    readonly Utils: {
      validateWebhook(body: Buffer, headers: Readonly<Record<string, string>>, secret: string): unknown;
    };
  };
}

export const easypost = judge<Sdk>({
  package: '@easypost/api',
  schemes: ['easypost'],
  accepts: ({ default: EasyPost }, { body, headers, secret }) =>
    new EasyPost('key').Utils.validateWebhook(body, headers, secret),
});
