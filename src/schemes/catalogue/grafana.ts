import type { BuiltInScheme } from '../spec.js';

const untimed = {
  title: 'Grafana Alerting',
  docs: 'https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Grafana-Alerting-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  identity: ['body'],
  identityNote:
    'A reminder of an alert that has not changed is byte for byte the alert itself, and nothing but the body is signed. The window ends before the next reminder is due.',
  event: [{ json: '/status' }],
  retries: 'none',
  deadline: '25s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://github.com/grafana/alerting/blob/main/receivers/webhook/v1/webhook.go',
    deadline: 'https://github.com/grafana/alerting/blob/main/http/tls.go',
    statuses: 'https://github.com/grafana/alerting/blob/main/http/client.go',
  },
} satisfies BuiltInScheme;

/**
 * The name of the signature header can be changed in the contact point; this is the default. Reminders repeat an
 * alert that has not changed, byte for byte: where dedupe is to last longer than until the next one, use
 * `grafana-timed`.
 */
export const grafana: BuiltInScheme = { ...untimed, equalBytes: 'may be two events' };

/** The same with a timestamp header, whose name has no default: give the contact point this one. */
export const grafanaTimed: BuiltInScheme = {
  ...untimed,
  title: 'Grafana Alerting, with timestamp',
  signature: { ...untimed.signature, content: '{time}:{body}' },
  time: { header: 'X-Grafana-Alerting-Timestamp', formats: ['s'], tolerance: '5m' },
  identity: ['body', 'time'],
  identityNote:
    'A reminder of an alert that has not changed has equal bytes and another signed time. A retry is signed anew too and passes as new: to page twice is cheaper than never.',
  rests: {
    retries: 'https://github.com/grafana/alerting/blob/main/receivers/webhook/v1/webhook.go',
    deadline: 'https://github.com/grafana/alerting/blob/main/http/tls.go',
    statuses: 'https://github.com/grafana/alerting/blob/main/http/client.go',
  },
};
