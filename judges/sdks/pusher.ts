import { judge } from '../engine/judge.js';

interface Sdk {
  readonly default: new (options: { appId: string; key: string; secret: string; cluster: string }) => {
    webhook(request: { headers: Readonly<Record<string, string>>; rawBody: string }): { isValid(): boolean };
  };
}

export const pusher = judge<Sdk>({
  package: 'pusher',
  schemes: ['pusher'],
  sends: { 'X-Pusher-Key': 'key' },
  accepts: ({ default: Pusher }, { secret, headers, text }) =>
    new Pusher({ appId: '1', key: 'key', secret, cluster: 'eu' })
      .webhook({ headers, rawBody: text })
      .isValid(),
});
