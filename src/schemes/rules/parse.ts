/** The scheme language of schemes/spec.ts as a validator, for the configuration's `schemes` and for the library. */
import * as z from 'zod';
import type { Basis, Scheme } from '../spec.js';
import type { Fault } from '../../checks/fault.js';
import {
  durationText,
  headerName,
  pointer,
  sized,
  sizeText,
  status,
  strict,
  text,
  whole,
} from '../../checks/fields.js';
import { Report, pathText } from '../../checks/report.js';
import {
  ascii,
  bodyDigest,
  fieldName,
  handshake,
  headerMap,
  identityPart,
  keyForm,
  shapedPlace,
  requiredHeaders,
  signature,
  time,
} from './parts.js';
import { keys, owner } from './key-parts.js';
import { schemeRules } from './scheme-rules.js';
import { shape, type ShapeOptions } from '../../checks/shape.js';

const topLevelName = text('the name of a member of the body', /[\s\S]/);
const statuses = z.array(status);
const basis = text(
  'docs, sdk, estimate or a link that begins with https://',
  /^(?:docs|sdk|estimate|https:\/\/\S{1,500})$/,
) as unknown as z.ZodType<Basis>;

const envelope = strict({
  event: topLevelName,
  id: topLevelName.exactOptional(),
  time: topLevelName.exactOptional(),
  timeFormat: z.enum(['s', 'ms', 'iso']).exactOptional(),
  data: topLevelName,
});

const members = {
  title: text('a title of up to 100 characters', /^[^\p{Cc}]{1,100}$/u),
  docs: z.string().exactOptional(),
  trust: z.enum(['body verified', 'partly', 'authenticated', 'none']),
  evidence: z.enum(['sdk', 'vectors', 'documentation']),
  key: keyForm.exactOptional(),
  minSecretLength: whole(1, 1024).exactOptional(),
  keyPrefix: text(
    'letters, digits, - and _, perhaps with one *',
    /^[A-Za-z0-9_-]*\*?[A-Za-z0-9_-]*[_-]$/,
  ).exactOptional(),
  keys: keys.exactOptional(),
  owner: owner.exactOptional(),
  signature: signature.exactOptional(),
  time: time.exactOptional(),
  idHeader: headerName.exactOptional(),
  twins: headerMap(headerName).exactOptional(),
  requires: requiredHeaders.exactOptional(),
  bodyHash: strict({ query: fieldName, encoding: z.enum(['hex', 'base64']) }).exactOptional(),
  bodyDigest: bodyDigest.exactOptional(),
  jsonField: fieldName.exactOptional(),
  bodyMustBeJson: z
    .union([z.boolean(), z.literal('whole')], { error: 'expected true, false or whole' })
    .exactOptional(),
  bodyMustBeText: z.boolean().exactOptional(),
  sourceId: shapedPlace.exactOptional(),
  identity: z.array(identityPart),
  identityNote: text('a reason in words', /\S/).exactOptional(),
  equalBytes: z.literal('may be two events', { error: 'expected "may be two events"' }).exactOptional(),
  event: z.array(shapedPlace).exactOptional(),
  envelope: envelope.exactOptional(),
  bodyTime: pointer.exactOptional(),
  carry: z.array(headerName).exactOptional(),
  writes: headerMap(ascii).exactOptional(),
  verifierNeeds: z.array(headerName).exactOptional(),
  handshakes: z.array(handshake).exactOptional(),
  retries: z.union([sized(z.array(durationText(0)), 1), z.literal('none')], {
    error: 'expected the delays between attempts such as [1m, 5m], or none',
  }),
  signsRetriesAnew: z.boolean().exactOptional(),
  deadline: durationText(),
  statuses: strict({
    accepted: sized(statuses, 1),
    final: statuses,
    retry: statuses.exactOptional(),
    disables: statuses.exactOptional(),
  }),
  rests: strict({ retries: basis, deadline: basis, statuses: basis }).exactOptional(),
  refusal: whole(400, 499).exactOptional(),
  refusalBody: z.literal('none', { error: 'expected none' }).exactOptional(),
  acknowledgement: strict({
    status: whole(200, 299),
    contentType: ascii.exactOptional(),
    body: z.string().exactOptional(),
  }).exactOptional(),
  maxBodySize: sizeText.exactOptional(),
};
export const schemeSchema: z.ZodType<Scheme> = strict(members);

export type ParsedScheme =
  { readonly ok: true; readonly scheme: Scheme } | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * Checks a description in the scheme language. What only informs people or the `check` command may be left out:
 * title (the path's end), trust (`body verified` if something is signed), evidence (`documentation`), identity
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
  const shaped = shape(schemeSchema, withDefaults(copy(value), path), report, { ...options, at: path });
  if (shaped.value && report.faults.length === 0) schemeRules(shaped.value, pathText(path), report);
  if (shaped.value && report.faults.length === 0) return { ok: true, scheme: shaped.value };
  return { ok: false, faults: report.faults };
}

/** A copy to take faulty parts out of. Deeper than any description goes nothing is copied, which ends cycles too. */
function copy(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 64) return undefined;
  if (Array.isArray(value)) return value.map((item: unknown) => copy(item, depth + 1));
  const object = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of Object.entries(value)) {
    // To a caller of the library a member that is undefined is one that is absent.
    if (item !== undefined) object[key] = copy(item, depth + 1);
  }
  return object;
}

function withDefaults(value: unknown, path: readonly PropertyKey[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return {
    title: String(path.at(-1) ?? 'custom'),
    ...('signature' in value && { trust: 'body verified' }),
    evidence: 'documentation',
    identity: ['body'],
    retries: 'none',
    deadline: '10s',
    statuses: { accepted: ['2xx'], final: [] },
    ...value,
  };
}
