import type { Scheme } from '../spec.js';

/**
 * The name of the signature header can be changed in the contact point; this is the default. Reminders repeat an
 * alert that has not changed, perhaps byte for byte: where they matter, use `grafana-timed` with a short dedupe
 * window.
 */
export const grafana: Scheme = {
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
  event: [{ json: '/status' }],
  retries: ['1s', '2s', '4s', '8s', '16s', '32s'],
  deadline: '25s',
  statuses: { accepted: ['2xx'], final: ['4xx'], retry: ['429'] },
};

/** The same with a timestamp header, whose name has no default: give the contact point this one. */
export const grafanaTimed: Scheme = {
  ...grafana,
  title: 'Grafana Alerting, with timestamp',
  docs: 'https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/',
  evidence: 'documentation',
  signature: {
    header: 'X-Grafana-Alerting-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{time}:{body}',
  },
  time: { header: 'X-Grafana-Alerting-Timestamp', formats: ['s'], tolerance: '5m' },
};
