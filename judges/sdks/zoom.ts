import { judge } from '../engine/judge.js';

interface Sdk {
  readonly AwsLambdaReceiver: new (options: { webhooksSecretToken: string }) => {
    start(): (event: {
      body: string;
      headers: Readonly<Record<string, string>>;
    }) => Promise<{ statusCode: number }>;
  };
}

export const zoom = judge<Sdk>({
  package: '@zoom/rivet',
  entry: '@zoom/rivet/users',
  schemes: ['zoom'],
  accepts: async ({ AwsLambdaReceiver }, { secret, text, headers }) => {
    const receive = new AwsLambdaReceiver({ webhooksSecretToken: secret }).start();
    return (await receive({ body: text, headers })).statusCode === 200;
  },
});
