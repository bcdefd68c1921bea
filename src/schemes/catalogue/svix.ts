import type { BuiltInScheme } from '../spec.js';
import { standard } from './standard.js';

/** The older header family of Standard Webhooks, as Svix and those it delivers for send it. */
export const svix: BuiltInScheme = {
  ...standard,
  title: 'Svix',
  docs: 'https://docs.svix.com/receiving/verifying-payloads/how-manual',
  signature: {
    header: 'svix-signature',
    encoding: 'base64',
    entries: { separator: ' ', assign: ',', tags: { v1: 'hmac-sha256', v1a: 'ed25519' }, several: true },
    content: '{id}.{time}.{body}',
  },
  time: { header: 'svix-timestamp', formats: ['s'], tolerance: '5m' },
  idHeader: 'svix-id',
  twins: {
    'svix-id': 'webhook-id',
    'svix-timestamp': 'webhook-timestamp',
    'svix-signature': 'webhook-signature',
  },
  sourceId: { header: 'svix-id' },
  retries: ['5s', '5m', '30m', '2h', '5h', '10h', '10h'],
  rests: {
    retries: 'https://docs.svix.com/retries',
    deadline: 'https://docs.svix.com/retries',
    statuses: 'https://docs.svix.com/retries',
  },
};
