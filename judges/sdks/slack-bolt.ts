import { header, judge } from '../engine/judge.js';

interface Sdk {
  verifySlackRequest(options: {
    signingSecret: string;
    body: string;
    headers: { 'x-slack-signature': string; 'x-slack-request-timestamp': number };
  }): void;
}

export const slackBolt = judge<Sdk>({
  package: '@slack/bolt',
  entry: '@slack/bolt/dist/receivers/verify-request.js',
  schemes: ['slack'],
  accepts: (sdk, received) => {
    sdk.verifySlackRequest({
      signingSecret: received.secret,
      body: received.text,
      headers: {
        'x-slack-signature': header(received, 'X-Slack-Signature'),
        'x-slack-request-timestamp': Number(header(received, 'X-Slack-Request-Timestamp')),
      },
    });
  },
});
