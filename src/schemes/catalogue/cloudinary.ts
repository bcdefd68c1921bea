import type { BuiltInScheme } from '../spec.js';

/**
 * Not an HMAC: a plain hash with the API secret at its end. An account signs with SHA-1 unless it was switched to
 * SHA-256. Its libraries take two hours.
 */
export const cloudinary: BuiltInScheme = {
  title: 'Cloudinary',
  docs: 'https://cloudinary.com/documentation/notification_signatures',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Cld-Signature',
    algorithm: 'sha1',
    encoding: 'hex',
    content: '{body}{time}{secret}',
  },
  time: { header: 'X-Cld-Timestamp', formats: ['s', 'ms'], tolerance: { past: '2h', future: '5m' } },
  bodyMustBeJson: 'whole',
  identity: ['body'],
  identityNote:
    'The body holds the time and the id of the request that it tells about, and a retry repeats them.',
  event: [{ json: '/notification_type' }],
  retries: ['3m', '6m', '9m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};

export const cloudinarySha256: BuiltInScheme = {
  ...cloudinary,
  title: 'Cloudinary, SHA-256',
  signature: { ...cloudinary.signature, algorithm: 'sha256' },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
