import type { BuiltInScheme } from '../spec.js';

/**
 * A static token: the secret is what `setWebhook` was told. An update's id is its own and stays on retries. The
 * answer's body may call a method of the bot. Its schedule of retries is not published; this one is an estimate.
 */
export const telegram: BuiltInScheme = {
  title: 'Telegram',
  docs: 'https://core.telegram.org/bots/api#setwebhook',
  trust: 'authenticated',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Telegram-Bot-Api-Secret-Token',
    algorithm: 'plain',
    encoding: 'text',
    content: '{secret}',
  },
  sourceId: { json: '/update_id' },
  identity: ['id'],
  identityNote:
    "The body has the update's number, new for each update and the same on each retry. Whoever knows the token writes it.",
  retries: ['5s', '10s', '30s', '1m', '5m', '15m', '1h', '4h', '8h', '11h'],
  deadline: '25s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'estimate',
    deadline: 'https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/WebhookActor.cpp',
    statuses: 'https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/WebhookActor.cpp',
  },
};
