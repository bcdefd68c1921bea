import type { BuiltInScheme } from '../spec.js';

/**
 * The members of `data` are signed, in order of their names; what stands beside them is not, `code` and `success` of the
 * whole body too. Its schedule of retries is an estimate.
 */
export const payos: BuiltInScheme = {
  title: 'payOS',
  docs: 'https://payos.vn/docs/tich-hop-webhook/kiem-tra-du-lieu-voi-signature',
  trust: 'partly',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    json: '/signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{members:/data}',
  },
  identity: ['signed'],
  identityNote:
    'The signed members hold the order, the reference of the transaction and its time; what else the body says anyone could write.',
  retries: ['1m', '5m', '15m', '1h', '6h', '24h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
