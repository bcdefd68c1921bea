/** What the body must be, whatever its signature says: JSON, text, a form with its fields, the one that a digest names. */
import { isUtf8 } from 'node:buffer';
import type { Scheme } from '../spec.js';
import { digestOf } from './body-digest.js';
import { digestHeaderHolds } from './digest-header.js';
import { sortedForm } from './content.js';
import { sameText } from './digest.js';
import type { SignedInput } from './input.js';
import { signsCanonical } from '../rules/template.js';
import type { RefusalReason } from './refusal-reason.js';
import { queryPairs } from './signed-url.js';

export function createBodyCheck({
  signature = {},
  bodyHash,
  bodyMustBeJson,
  bodyMustBeText,
  bodyDigest,
}: Scheme): (input: SignedInput, urlIsConfigured: boolean) => RefusalReason | undefined {
  const { formHas, content = '' } = signature;
  const signsMethod = content.includes('{method}');
  const mustHaveOneReading = signsCanonical(signature);
  const isBesideUrl = bodyMustBeJson === 'whole' && BESIDE_URL.test(content);
  return (input, urlIsConfigured) => {
    // A signed method other than POST has no body, and none can be moved into its URL from a POST.
    const isEmptyGet = signsMethod && input.method !== 'POST' && input.body.length === 0;
    if (bodyMustBeJson && !isEmptyGet) {
      const holds = isBesideUrl && urlIsConfigured ? isEnclosed(input.body) : isJson(bodyMustBeJson, input);
      if (!holds) return 'body_not_json';
    }
    if (mustHaveOneReading && input.canonical === undefined) return 'body_not_json';
    if (bodyMustBeText && !isText(input.body)) return 'body_not_text';
    const formFault = formHas && formFaultOf(formHas, bodyHash?.query, input, urlIsConfigured);
    if (formFault) return formFault;
    if (bodyDigest && !digestHeaderHolds(bodyDigest, input)) return 'mismatch';
    return bodyHash && !bodyHashHolds(bodyHash, input) ? 'mismatch' : undefined;
  };
}

const OPENERS = [0x7b, 0x5b]; // { [

function isJson(how: true | 'whole', input: SignedInput): boolean {
  return OPENERS.includes(input.body[0] ?? 0) && (how === true || input.isJson);
}

/** Nothing but the URL's end is open here: under the configured URL brackets say where the body begins and ends. */
const BESIDE_URL = /^(?:\{(?:secret|method|url|url:decoded)\})+\{body\}(?:\{time\})?$/;

function isEnclosed(body: Buffer): boolean {
  const last = body.at(-1);
  return body[0] === 0x7b ? last === 0x7d : body[0] === 0x5b && last === 0x5d;
}

function isText(body: Buffer): boolean {
  return isUtf8(body) && !body.includes(0);
}

/** Where a form is signed field by field its hash may be absent; any other body must be the one the hash names. */
function bodyHashHolds({ query, encoding }: NonNullable<Scheme['bodyHash']>, input: SignedInput): boolean {
  const pairs = queryPairs(input.url ?? '');
  const given = pairs.filter(([name]) => name === query);
  if (given.length === 0) return input.form !== undefined || input.body.length === 0;
  // Once, and at the URL's end: behind it nothing else is signed that a stranger could have written.
  const last = pairs.at(-1);
  if (given.length > 1 || last?.[0] !== query) return false;
  return sameText(digestOf('sha256', input.body, encoding), last[1]);
}

/**
 * The signed text joins URL and form without a border. A form that has lost a field it always has lost it to the query;
 * and a query that carries such a name inside another parameter has taken it from a form. Only under a URL registered
 * with a query is a form taken in whose signed text the name stands nowhere: the provider's published examples are
 * such, and it was cut from no genuine one.
 */
function formFaultOf(
  names: readonly string[],
  hash: string | undefined,
  input: SignedInput,
  urlIsConfigured: boolean,
): RefusalReason | undefined {
  const { url, form = [], method } = input;
  if (url === undefined) return undefined;
  if (names.some((name) => hidesName(url, name))) return 'query_unexpected';
  const isHashed = hash !== undefined && form.length === 0 && queryPairs(url).some(([name]) => name === hash);
  if (isHashed || (method !== 'POST' && form.length === 0)) return undefined;
  const missing = names.filter((name) => form.every(([field]) => field !== name));
  if (missing.length === 0) return undefined;
  const text = sortedForm(input) ?? '';
  const isCut = missing.some((name) => (url.slice(1 - name.length) + text).includes(name));
  // What is no form at all must have its hash in the query.
  const isDocument = hash !== undefined && input.form === undefined && input.body.length > 0;
  const isPublished = url.includes('?') && form.length > 0;
  return isCut || !urlIsConfigured || !(isDocument || isPublished) ? 'form_incomplete' : undefined;
}

/** As it was sent, for that is what was signed: an escape beside the name could hide it. */
function hidesName(url: string, name: string): boolean {
  const [, query = ''] = url.split(/\?(.*)/s);
  return query.split('&').some((part) => {
    const own = `${name}=`;
    return (part.startsWith(own) ? part.slice(own.length) : part).includes(name);
  });
}
