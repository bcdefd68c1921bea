/** The scheme language of schemes/spec.ts as a validator, for the configuration's `schemes` and for the library. */
import { z } from 'zod';
import type { Scheme } from '../schemes/spec.js';
import type { Fault } from './config.js';
import { durationText, headerName, pointer, sizeText, status, strict, text, whole } from './fields.js';
import { Report, pathText } from './report.js';
import { schemeRules } from './scheme-rules.js';
import { shape, type ShapeOptions } from './shape.js';

const algorithm = z.enum(['hmac-sha256', 'hmac-sha1', 'hmac-sha512', 'ed25519']);
const timeFormat = z.enum(['s', 'ms', 'iso']);
const ascii = text('printable ASCII text', (value) => /^[\x20-\x7e]+$/.test(value));
const topLevelName = text('the name of a member of the body', (value) => value !== '');
const place = z.union([strict({ header: headerName }), strict({ json: pointer })], {
  error: 'expected { header: NAME } or { json: /pointer }',
});
const statuses = z.array(status);

const entries = strict({
  separator: z.enum([',', ';', ' ']),
  assign: text('one printable character', (value) => /^[\x21-\x7e]$/.test(value)),
  tags: z.record(ascii, algorithm),
  time: ascii.exactOptional(),
});

const signature = strict({
  header: headerName,
  algorithm: algorithm.exactOptional(),
  encoding: z.enum(['hex', 'base64', 'base64url']),
  prefix: ascii.exactOptional(),
  prefixOptional: z.boolean().exactOptional(),
  entries: entries.exactOptional(),
  content: ascii,
});

const time = strict({
  header: headerName.exactOptional(),
  formats: z.array(timeFormat).min(1),
  tolerance: z.union([durationText(0), strict({ past: durationText(0), future: durationText(0) })], {
    error: 'expected a duration such as 5m, or { past: 24h, future: 5m }',
  }),
});

const envelope = strict({
  event: topLevelName,
  id: topLevelName.exactOptional(),
  time: topLevelName.exactOptional(),
  timeFormat: timeFormat.exactOptional(),
  data: topLevelName,
});

const members = {
  title: text('a title of up to 100 characters', (value) => /^[^\p{Cc}]{1,100}$/u.test(value)),
  docs: z.string().exactOptional(),
  trust: z.enum(['body verified', 'partly', 'authenticated', 'none']),
  evidence: z.enum(['vectors', 'documentation']),
  key: z.enum(['utf8', 'hex', 'base64', 'standard']).exactOptional(),
  minSecretLength: whole(1, 1024).exactOptional(),
  signature: signature.exactOptional(),
  time: time.exactOptional(),
  idHeader: headerName.exactOptional(),
  twins: z.record(headerName, headerName).exactOptional(),
  bodyMustBeJson: z.boolean().exactOptional(),
  sourceId: place.exactOptional(),
  identity: z.array(z.enum(['body', 'id', 'event'])).min(1),
  event: z.array(place).exactOptional(),
  envelope: envelope.exactOptional(),
  bodyTime: pointer.exactOptional(),
  carry: z.array(headerName).exactOptional(),
  writes: z.record(headerName, ascii).exactOptional(),
  retries: z.union([z.array(durationText(0)).min(1), z.literal('none')], {
    error: 'expected the delays between attempts such as [1m, 5m], or none',
  }),
  signsRetriesAnew: z.boolean().exactOptional(),
  deadline: durationText(),
  statuses: strict({
    accepted: statuses.min(1),
    final: statuses,
    retry: statuses.exactOptional(),
    disables: statuses.exactOptional(),
  }),
  acknowledgement: strict({
    status: whole(200, 299),
    contentType: ascii.exactOptional(),
    body: z.string().exactOptional(),
  }).exactOptional(),
  maxBodySize: sizeText.exactOptional(),
};
const schemeSchema: z.ZodType<Scheme> = strict(members);

export type ParsedScheme =
  { readonly ok: true; readonly scheme: Scheme } | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * Checks a description in the scheme language. What only informs people or the `check` command may be left out:
 * title (the path's end), trust (`body verified` where something is signed), evidence (`documentation`), identity
 * (`[body]`), retries (`none`), deadline (`10s`), statuses (2xx is accepted, all else worth a retry).
 * @param value plain data
 * @param path where it stands, for the faults
 * @returns the scheme, or every fault; never throws.
 */
export function parseScheme(
  value: unknown,
  path: readonly PropertyKey[] = [],
  options?: ShapeOptions,
): ParsedScheme {
  const report = new Report();
  const shaped = shape(schemeSchema, withDefaults(value, path), report, { ...options, at: path });
  if (shaped.value && report.faults.length === 0) schemeRules(shaped.value, pathText(path), report);
  if (shaped.value && report.faults.length === 0) return { ok: true, scheme: shaped.value };
  return { ok: false, faults: report.faults };
}

function withDefaults(value: unknown, path: readonly PropertyKey[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return {
    title: String(path.at(-1) ?? 'custom'),
    trust: 'signature' in value ? 'body verified' : undefined,
    evidence: 'documentation',
    identity: ['body'],
    retries: 'none',
    deadline: '10s',
    statuses: { accepted: ['2xx'], final: [] },
    ...value,
  };
}
