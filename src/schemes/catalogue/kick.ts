import type { BuiltInScheme } from '../spec.js';

/**
 * Every app gets deliveries under one published key, so a signature says that Kick sent this, not to whom. Only id,
 * time and body are signed; the type is not. No retry has been seen.
 */
export const kick: BuiltInScheme = {
  title: 'Kick',
  docs: 'https://docs.kick.com/events/webhook-security',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'public-key',
  signature: {
    header: 'Kick-Event-Signature',
    algorithm: 'rsa-sha256',
    encoding: 'base64',
    content: '{id}.{time}.{body}',
  },
  time: { header: 'Kick-Event-Message-Timestamp', formats: ['iso'], tolerance: '5m' },
  idHeader: 'Kick-Event-Message-Id',
  sourceId: { header: 'Kick-Event-Message-Id' },
  identity: ['id'],
  identityNote: 'The signed id in the header is new for each event.',
  event: [{ header: 'Kick-Event-Type', shape: 'a.b' }],
  carry: ['Kick-Event-Type', 'Kick-Event-Version', 'Kick-Event-Subscription-Id'],
  writes: { 'Kick-Event-Type': '{event}' },
  retries: 'none',
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
