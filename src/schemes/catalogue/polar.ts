import type { BuiltInScheme } from '../spec.js';
import { standard } from './standard.js';

/** Standard Webhooks, but the whole secret is the key, as text: decoding it makes every signature wrong. */
export const polar: BuiltInScheme = {
  ...standard,
  title: 'Polar',
  docs: 'https://docs.polar.sh/integrate/webhooks/delivery',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'webhook-signature',
    encoding: 'base64',
    // Its libraries are Standard Webhooks' and try each.
    entries: { separator: ' ', assign: ',', tags: { v1: 'hmac-sha256' }, several: true },
    content: '{id}.{time}.{body}',
  },
  retries: ['10s', '1m', '5m', '30m', '1h', '2h', '4h', '8h', '16h', '24h'],
  deadline: '8s',
  rests: {
    retries: 'docs',
    deadline: 'docs',
    statuses: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  },
};
