/** Why does a signature fail? The engine's own verdict, then the most likely causes with their evidence, ranked. */
import type { Delivery } from '../model/delivery.js';
import { schemes } from '../schemes/catalogue/index.js';
import { SecretFault, readKey, type Key } from '../schemes/engine/keys.js';
import { signsUrl } from '../schemes/rules/template.js';
import type { Scheme } from '../schemes/spec.js';
import { foreignKey } from '../schemes/text/product-keys.js';
import type { KeyReason } from '../schemes/engine/refusal-reason.js';
import {
  Refusal,
  createVerifier,
  type RefusalReason,
  type Verifier,
  type VerifyOptions,
} from '../schemes/engine/verify.js';
import {
  urlCauses,
  queryCauses,
  readUrl,
  routeExpectsAnother,
  signedUrl,
  type RouteUrl,
} from './url-causes.js';
import { cause, expectedForm, formCauses, headerNames, shapeOf, type Cause } from './reason-causes.js';
import { findMatches } from './search.js';
import { otherHeaders, signatureTexts } from './signature-texts.js';

export interface NamedSecret {
  /** What to call it; never the secret itself. */
  readonly name: string;
  readonly value: string;
}

export interface ExplainRequest {
  readonly schemeName: string;
  readonly scheme: Scheme;
  /** The ones that should match. */
  readonly secrets: readonly NamedSecret[];
  /** Others that are at hand, such as other routes' secrets. */
  readonly otherSecrets: readonly NamedSecret[];
  readonly delivery: Delivery;
  /** Where the provider sent it; undefined if nobody said. */
  readonly url: string | undefined;
  /** How the route in question reads a URL; undefined if there is no route, and `url` is taken as it is. */
  readonly route?: RouteUrl | undefined;
  /** Whose deliveries the route takes. */
  readonly owner?: VerifyOptions['owner'];
  /** The route's own; undefined takes the scheme's. */
  readonly tolerance?: VerifyOptions['tolerance'] | number | undefined;
  /** What the keys of the scheme come to, where those come from elsewhere; undefined if nobody asked for them. */
  readonly foreign?: ForeignKey | undefined;
}

/** The keys that may fit, or why a gateway has refused the delivery, or cannot have its key now. */
export type ForeignKey =
  { readonly keys: readonly Key[] } | { readonly refused: KeyReason } | { readonly unavailable: string };

export type { Cause };

export interface Explanation {
  readonly verifies: boolean;
  /** Name of the secret that matched. */
  readonly secret: string | undefined;
  readonly reason: RefusalReason | undefined;
  /** Most likely first; empty if the delivery verifies. */
  readonly causes: readonly Cause[];
}

export function explain(request: ExplainRequest): Explanation {
  const steps = explainInSteps(request);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same for a process that serves meanwhile: it may do something else whenever this yields. */
export function* explainInSteps(request: ExplainRequest): Generator<undefined, Explanation> {
  const { scheme, secrets } = request;
  if (scheme.keys) return ofForeignKey(request);
  const result = check(scheme, secrets, request);
  if (!(result instanceof Refusal)) {
    return { verifies: true, secret: secrets[result.secretIndex]?.name, reason: undefined, causes: [] };
  }
  const { reason } = result;
  return { verifies: false, secret: undefined, reason, causes: yield* causesOf(request, reason) };
}

/** All that can be told without a secret: the shape, and what came of asking for the key. */
function ofForeignKey(request: ExplainRequest): Explanation {
  const { scheme, foreign } = request;
  const { verify, delivery } = asReceived(request);
  const result = verify(delivery, foreign && 'keys' in foreign ? foreign.keys : []);
  if (!(result instanceof Refusal)) {
    return { verifies: true, secret: undefined, reason: undefined, causes: [] };
  }
  const seen = result.reason;
  const reason = seen === 'mismatch' && foreign && 'refused' in foreign ? foreign.refused : seen;
  const found = formCauses(scheme, delivery, reason);
  const causes = found.length > 0 ? found : [foreignKeyCause(foreign, delivery)];
  return { verifies: false, secret: undefined, reason, causes };
}

function foreignKeyCause(foreign: ForeignKey | undefined, { body }: Delivery): Cause {
  const evidence = `nothing that can be seen without the key is wrong (${body.length} bytes of body)`;
  if (foreign === undefined) {
    return cause(
      'foreign_key',
      'The key comes from elsewhere, and only a route says from where it may come: name one (--config FILE --route NAME), or a delivery that a running gateway refused (--refused ID).',
      evidence,
    );
  }
  if ('unavailable' in foreign) {
    return cause(
      'key_unavailable',
      'Its key cannot be had now. A gateway answers 503, and the provider comes again.',
      foreign.unavailable,
    );
  }
  return cause(
    'altered_or_forged',
    'The key that it names is no key of this signature: the body was changed on its way, or this is a forgery.',
    evidence,
  );
}

function* causesOf(request: ExplainRequest, reason: RefusalReason): Generator<undefined, readonly Cause[]> {
  const form =
    reason === 'query_unexpected'
      ? queryCauses(request)
      : formCauses(request.scheme, request.delivery, reason);
  // Age is judged behind the signature: it holds, and nothing else is wrong.
  if (reason === 'too_old' || reason === 'too_new') return form;
  const otherSchemes = otherSchemeCauses(request);
  if (reason === 'missing_signature' && otherSchemes.length === 0) {
    const renamed = yield* renamedHeader(request);
    if (renamed.length > 0) return distinct([...renamed, ...form]);
  }
  const found = yield* searchCauses(request);
  // The digest is right as it is, so what the form says is the whole story.
  if (form.length > 0 && found.some(({ cause }) => cause === 'signature_form') && !OF_THE_FORM.has(reason)) {
    return form;
  }
  const certain = [...otherUrl(request), ...otherSecretCauses(request), ...found];
  const likely =
    certain.length > 0
      ? [...unreadableSecrets(request), ...form]
      : [...urlCauses(request, reason), ...form, ...foreignSecrets(request), ...unreadableSecrets(request)];
  const causes = distinct([...likely, ...certain, ...otherSchemes]);
  return causes.length > 0 ? causes : [lastResort(request)];
}

/** Refusals for the way the signature is written. */
const OF_THE_FORM: ReadonlySet<RefusalReason> = new Set([
  'missing_signature',
  'unreadable_signature',
  'unknown_version',
  'mismatch',
]);

function distinct(causes: readonly Cause[]): readonly Cause[] {
  const known = new Set<string>();
  return causes.filter(({ cause, evidence }) => !known.has(cause + evidence) && known.add(cause + evidence));
}

function foreignSecrets({ scheme, secrets }: ExplainRequest): readonly Cause[] {
  return secrets.flatMap(({ name, value }) => {
    const what = foreignKey(scheme, value);
    if (what === undefined) return [];
    const text = `The secret looks like ${what}, not like a secret of this webhook.`;
    return [cause('foreign_secret', text, `the beginning of ${name}`)];
  });
}

type Reading = Pick<ExplainRequest, 'scheme' | 'delivery' | 'url' | 'route' | 'tolerance' | 'owner'>;

/** The verifier of the route in question, and the delivery as it would come there. */
export function asReceived(
  { scheme, delivery, url, route, tolerance, owner }: Reading,
  keys: readonly Key[] = [],
): { readonly verify: Verifier; readonly delivery: Delivery } {
  const { publicUrl, signedQuery, target, rest } = readUrl(scheme, url, route);
  const either = typeof tolerance === 'number' ? { past: tolerance, future: tolerance } : tolerance;
  const verify = createVerifier(scheme, keys, { publicUrl, signedQuery, tolerance: either, owner });
  return { verify, delivery: { ...delivery, target, rest } };
}

function check(scheme: Scheme, secrets: readonly NamedSecret[], reading: Omit<Reading, 'scheme'>) {
  const keys = secrets.map(({ value }) => keyOf(scheme, value)).filter((key) => key !== undefined);
  const { verify, delivery } = asReceived({ ...reading, scheme }, keys);
  return verify(delivery);
}

function keyOf(scheme: Scheme, secret: string): Key | undefined {
  try {
    return readKey(scheme, secret);
  } catch {
    return undefined;
  }
}

function unreadableSecrets({ scheme, secrets }: ExplainRequest): readonly Cause[] {
  return secrets.flatMap(({ name, value }) => {
    try {
      readKey(scheme, value);
      return [];
    } catch (error) {
      const why = error instanceof SecretFault ? error.message : 'it cannot be made into a key';
      return [cause('unreadable_secret', `The secret is not in the form of this scheme: ${why}.`, name)];
    }
  });
}

function otherSecretCauses(request: ExplainRequest): readonly Cause[] {
  return request.otherSecrets
    .filter((secret) => {
      const result = check(request.scheme, [secret], request);
      return !(result instanceof Refusal) || result.reason === 'too_old' || result.reason === 'too_new';
    })
    .map(({ name }) =>
      cause('other_secret', 'Another secret matches: this delivery belongs to it.', `matches with ${name}`),
    );
}

/** The signature holds under the URL as it was given: it is the route that expects another. */
function otherUrl(request: ExplainRequest): readonly Cause[] {
  const { scheme, secrets, delivery, url, route } = request;
  if (route?.publicUrl === undefined || url === undefined || !signsUrl(scheme)) return [];
  if (check(scheme, secrets, { delivery, url, route: undefined }) instanceof Refusal) return [];
  return [routeExpectsAnother(route.publicUrl, url)];
}

function* searchCauses(request: ExplainRequest): Generator<undefined, readonly Cause[]> {
  const { scheme, secrets, delivery, url, route } = request;
  const signed = signedUrl(url, route);
  const causes: Cause[] = [];
  for (const { name, value } of secrets) {
    for (const { differences } of yield* findMatches(scheme, value, delivery, signed)) {
      causes.push(
        differences.length === 0
          ? cause(
              'signature_form',
              `The digest is right, but its form is not the scheme's: ${expectedForm(scheme)}.`,
              `sent: ${signatureTexts(scheme, delivery).map(shapeOf).join(' | ')}`,
            )
          : cause(
              differences.map((difference) => difference.cause).join('+'),
              `With ${name}, it matches when ${differences.map(({ when }) => when).join(' and ')}.`,
              'the digest computed so equals the one sent',
            ),
      );
    }
  }
  return causes;
}

/** The signature stands under a name that the scheme does not know: read as if it stood under the right one. */
function* renamedHeader(request: ExplainRequest): Generator<undefined, readonly Cause[]> {
  const { scheme, secrets, delivery } = request;
  for (const { name, text, asOwn } of otherHeaders(scheme, delivery)) {
    const renamed = { ...request, delivery: { ...delivery, rawHeaders: asOwn } };
    const result = check(scheme, secrets, renamed);
    const holds = !(result instanceof Refusal) || result.reason === 'too_old' || result.reason === 'too_new';
    const also = holds ? [] : yield* searchCauses(renamed);
    if (!holds && also.length === 0) continue;
    return [
      cause(
        'header_renamed',
        `The signature stands in the header ${name}, and the scheme reads ${headerNames(scheme)}.`,
        `under the right name it holds: ${shapeOf(text)}`,
      ),
      ...also,
    ];
  }
  return [];
}

/** Many providers' schemes are one of these under another name. */
const GENERAL: readonly string[] = ['standard', 'svix'];

const GENERAL_FIRST = Object.entries(schemes).sort(
  ([a], [b]) => Number(GENERAL.includes(b)) - Number(GENERAL.includes(a)),
);

function otherSchemeCauses(request: ExplainRequest): readonly Cause[] {
  return GENERAL_FIRST.flatMap(([name, scheme]) => {
    if (name === request.schemeName || !scheme.signature || scheme.keys) return [];
    const result = check(scheme, request.secrets, request);
    const holds = !(result instanceof Refusal) || result.reason === 'too_old' || result.reason === 'too_new';
    return holds
      ? [
          cause(
            'other_scheme',
            `This is a delivery of scheme ${name} (${scheme.title}).`,
            `matches scheme ${name} with this secret`,
          ),
        ]
      : [];
  });
}

function lastResort({ secrets, delivery }: ExplainRequest): Cause {
  return cause(
    'wrong_secret',
    `Most likely the secret is another one, or the body was changed in an unusual way.`,
    `nothing tried makes this signature (${secrets.length} secret(s), ${delivery.body.length} bytes of body)`,
  );
}
