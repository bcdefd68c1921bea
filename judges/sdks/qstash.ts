import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly Receiver: new (keys: { currentSigningKey: string; nextSigningKey: string }) => {
    verify(request: { signature: string; body: string; url: string }): Promise<boolean>;
  };
}

export const qstash = judge<Sdk>({
  package: '@upstash/qstash',
  schemes: ['qstash'],
  accepts: ({ Receiver }, received) => {
    const { secret, text, url } = received;
    const receiver = new Receiver({ currentSigningKey: secret, nextSigningKey: secret });
    return receiver.verify({ signature: header(received, 'Upstash-Signature'), body: text, url });
  },
});
