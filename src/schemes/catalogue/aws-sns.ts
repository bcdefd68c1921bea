import type { BuiltInScheme } from '../spec.js';

/**
 * Any customer of AWS can have a topic that sends genuine messages here, so the route names its own. Signed are the members
 * that the content lists, in both versions of the signature; attributes of a message are not. A subscription confirms
 * itself, once its topic is ours. Raw message delivery carries no signature. Three retries, 20 s apart, unless the
 * subscription says otherwise, for an hour at the most; the time is that of publishing, on retries too.
 */
export const awsSns: BuiltInScheme = {
  title: 'Amazon SNS',
  docs: 'https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html',
  trust: 'partly',
  evidence: 'sdk',
  keys: {
    certificate: {
      json: '/SigningCertURL',
      hosts: ['sns.*.amazonaws.com', 'sns.*.amazonaws.com.cn'],
    },
    paths: ['/SimpleNotificationService-*.pem'],
  },
  owner: { topic: { json: '/TopicArn' } },
  signature: {
    json: '/Signature',
    versions: { json: '/SignatureVersion', algorithms: { '1': 'rsa-sha1', '2': 'rsa-sha256' } },
    encoding: 'base64',
    content: '{lines:/Message,/MessageId,/Subject?,/SubscribeURL?,/Timestamp,/Token?,/TopicArn,/Type}',
  },
  time: { json: '/Timestamp', formats: ['iso'], tolerance: { past: '75m', future: '5m' } },
  sourceId: { json: '/MessageId' },
  identity: ['id'],
  identityNote: 'Each message has a signed id that all its attempts share.',
  event: [{ json: '/Type' }],
  carry: ['x-amz-sns-subscription-arn'],
  handshakes: [
    {
      when: { method: 'POST', json: { '/Type': 'SubscriptionConfirmation' } },
      check: 'signature',
      confirms: '/SubscribeURL',
      answer: { status: 200 },
    },
  ],
  retries: ['20s', '20s', '20s'],
  deadline: '13s',
  statuses: { accepted: ['2xx'], final: ['4xx'], retry: ['429'] },
  rests: {
    retries: 'https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html',
    deadline: 'https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html',
    statuses: 'https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html',
  },
};
