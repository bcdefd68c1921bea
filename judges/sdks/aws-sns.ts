import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import https from 'node:https';
import { judge } from '../engine/judge.js';
import { publicPem } from '../engine/keys.js';

interface Sdk {
  readonly default: new () => {
    validate(message: object, heard: (error: Error | null) => void): void;
  };
}

/** In place of `https.get`, which the SDK asks for the certificate: a key does as well there. */
function answering(pem: string): typeof https.get {
  const get = (_url: string, heard: (response: EventEmitter) => void): EventEmitter => {
    const response = Object.assign(new EventEmitter(), { statusCode: 200 });
    heard(response);
    response.emit('data', Buffer.from(pem));
    response.emit('end');
    return new EventEmitter();
  };
  return get as unknown as typeof https.get;
}

export const awsSns = judge<Sdk>({
  package: 'sns-validator',
  schemes: ['aws-sns'],
  document: { Type: 'SubscriptionConfirmation' },
  accepts: ({ default: Validator }, { text, secret }) => {
    const pem = publicPem(secret);
    // The SDK keeps what it was once given, so each key has an address of its own.
    const name = createHash('sha256').update(pem).digest('hex');
    const message = {
      ...(JSON.parse(text) as object),
      SigningCertURL: `https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-${name}.pem`,
    };
    const { get } = https;
    https.get = answering(pem);
    return new Promise<void>((resolve, reject) => {
      new Validator().validate(message, (error) => {
        if (error) reject(error);
        else resolve();
      });
    }).finally(() => {
      https.get = get;
    });
  },
});
