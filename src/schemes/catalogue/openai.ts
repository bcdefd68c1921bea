import type { BuiltInScheme } from '../spec.js';
import { standard } from './standard.js';

/** Standard Webhooks unchanged. The body's id is the event's, the header's is the message's; the header's is signed too. */
export const openai: BuiltInScheme = {
  ...standard,
  title: 'OpenAI',
  docs: 'https://platform.openai.com/docs/guides/webhooks',
  envelope: { id: 'id', event: 'type', time: 'created_at', timeFormat: 's', data: 'data' },
  deadline: '4s',
  rests: {
    retries: 'estimate',
    deadline: 'estimate',
    statuses: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  },
};
