import type { Scheme } from '../spec.js';
import { standard } from './standard.js';

/** Standard Webhooks unchanged. The body's id is the event's, the header's is the message's; the header's is signed too. */
export const openai: Scheme = {
  ...standard,
  title: 'OpenAI',
  docs: 'https://platform.openai.com/docs/guides/webhooks',
  envelope: { id: 'id', event: 'type', time: 'created_at', timeFormat: 's', data: 'data' },
};
