/**
 * Receivers that share no code with the gateway: each scheme's check as a receiver's author would write it from the
 * provider's page, with node:crypto alone.
 */
import { createHmac } from 'node:crypto';
import type { Received } from './upstream.js';

export type Check = (request: Received, secret: string) => boolean;

function hmac(
  secret: string | Buffer,
  encoding: 'hex' | 'base64',
  ...pieces: readonly (string | Buffer)[]
): string {
  const mac = createHmac('sha256', secret);
  for (const piece of pieces) mac.update(piece);
  return mac.digest(encoding);
}

function one(request: Received, name: string): string {
  const values = request.rawHeaders.filter(
    (_, i) => i % 2 === 1 && request.rawHeaders[i - 1]?.toLowerCase() === name,
  );
  return values.length === 1 ? (values[0] ?? '') : `(${values.length} values)`;
}

function fresh(seconds: string): boolean {
  return /^\d{10}$/.test(seconds) && Math.abs(Date.now() / 1000 - Number(seconds)) < 300;
}

function standardWebhooks(family: 'svix' | 'webhook'): Check {
  return (request, secret) => {
    const [id, time, signature] = ['id', 'timestamp', 'signature'].map((part) =>
      one(request, `${family}-${part}`),
    );
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const expected = `v1,${hmac(key, 'base64', `${id ?? ''}.${time ?? ''}.`, request.body)}`;
    return fresh(time ?? '') && (signature ?? '').split(' ').includes(expected);
  };
}

const digestOfBody =
  (header: string, prefix: string, encoding: 'hex' | 'base64' = 'hex'): Check =>
  (request, secret) =>
    one(request, header) === prefix + hmac(secret, encoding, request.body);

export const CHECKS: Readonly<Record<string, Check>> = {
  actuallycare: digestOfBody('x-webhook-signature', 'sha256='),
  'actuallycare-bare': digestOfBody('x-webhook-signature', ''),
  exampleapi: digestOfBody('x-webhook-signature', 'sha256='),
  github: digestOfBody('x-hub-signature-256', 'sha256='),
  shopify: digestOfBody('x-shopify-hmac-sha256', '', 'base64'),
  svix: standardWebhooks('svix'),
  carecycle: standardWebhooks('svix'),
  standard: standardWebhooks('webhook'),
  'real-estate'(request, secret) {
    const time = one(request, 'x-webhook-timestamp');
    return fresh(time) && one(request, 'x-webhook-signature') === hmac(secret, 'hex', time, request.body);
  },
  slack(request, secret) {
    const time = one(request, 'x-slack-request-timestamp');
    return (
      fresh(time) &&
      one(request, 'x-slack-signature') === `v0=${hmac(secret, 'hex', `v0:${time}:`, request.body)}`
    );
  },
  stripe(request, secret) {
    const parts = new Map(
      one(request, 'stripe-signature')
        .split(',')
        .map((part) => part.split('=') as [string, string]),
    );
    const time = parts.get('t') ?? '';
    return fresh(time) && parts.get('v1') === hmac(secret, 'hex', `${time}.`, request.body);
  },
};

/** The headers by which each scheme proves something. */
export const PROOF_HEADERS: Readonly<Record<string, readonly string[]>> = {
  actuallycare: ['x-webhook-signature'],
  'actuallycare-bare': ['x-webhook-signature'],
  exampleapi: ['x-webhook-signature'],
  'real-estate': ['x-webhook-signature', 'x-webhook-timestamp'],
  svix: ['svix-id', 'svix-timestamp', 'svix-signature'],
  carecycle: ['svix-id', 'svix-timestamp', 'svix-signature'],
  standard: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
  github: ['x-hub-signature-256'],
  stripe: ['stripe-signature'],
  slack: ['x-slack-signature', 'x-slack-request-timestamp'],
  shopify: ['x-shopify-hmac-sha256'],
};

/** Of the proof headers of all other schemes, those that came along. */
export function foreignProof(request: Received, scheme: string): readonly string[] {
  const own = PROOF_HEADERS[scheme] ?? [];
  // ActuallyCare's own, unsigned time bears the name of another scheme's signed one.
  const allowed = scheme.startsWith('actuallycare') ? [...own, 'x-webhook-timestamp'] : own;
  const all = new Set(Object.values(PROOF_HEADERS).flat());
  return Object.keys(request.headers).filter((name) => all.has(name) && !allowed.includes(name));
}
