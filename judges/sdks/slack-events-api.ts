import { header, judge } from '../engine/judge.js';

interface Sdk {
  verifyRequestSignature(options: {
    signingSecret: string;
    requestSignature: string;
    requestTimestamp: number;
    body: string;
  }): true;
}

export const slackEventsApi = judge<Sdk>({
  package: '@slack/events-api',
  schemes: ['slack'],
  accepts: (sdk, received) =>
    sdk.verifyRequestSignature({
      signingSecret: received.secret,
      requestSignature: header(received, 'X-Slack-Signature'),
      requestTimestamp: Number(header(received, 'X-Slack-Request-Timestamp')),
      body: received.text,
    }),
});
