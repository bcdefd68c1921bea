/** Why does a signature fail? The engine's own verdict, then the most likely causes with their evidence, ranked. */
import type { Delivery } from '../model/delivery.js';
import { schemes } from '../schemes/catalogue/index.js';
import { SecretFault, readKey, type Key } from '../schemes/engine/keys.js';
import type { Scheme } from '../schemes/spec.js';
import { Refusal, createVerifier, type RefusalReason } from '../schemes/engine/verify.js';
import { cause, expectedForm, formCauses, shapeOf, type Cause } from './reason-causes.js';
import { findMatches, signatureTexts } from './search.js';

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
  readonly url: string | undefined;
}

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
  const { scheme, secrets } = request;
  const result = check(scheme, secrets, request);
  if (!(result instanceof Refusal)) {
    return { verifies: true, secret: secrets[result.secretIndex]?.name, reason: undefined, causes: [] };
  }
  const { reason } = result;
  const causes = [
    ...unreadableSecrets(request),
    ...formCauses(request.scheme, request.delivery, reason),
    ...otherSecretCauses(request),
    ...searchCauses(request),
    ...otherSchemeCauses(request),
  ];
  const known = new Set<string>();
  const unique = causes.filter(
    ({ cause, evidence }) => !known.has(cause + evidence) && known.add(cause + evidence),
  );
  return {
    verifies: false,
    secret: undefined,
    reason,
    causes: unique.length > 0 ? unique : [lastResort(request)],
  };
}

function check(scheme: Scheme, secrets: readonly NamedSecret[], { delivery, url }: ExplainRequest) {
  const keys = secrets.map(({ value }) => keyOf(scheme, value)).filter((key) => key !== undefined);
  return createVerifier(scheme, keys, { publicUrl: url })({ ...delivery, target: '' });
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

function searchCauses({ scheme, secrets, delivery, url }: ExplainRequest): readonly Cause[] {
  return secrets.flatMap(({ name, value }) =>
    findMatches(scheme, value, delivery, url).map(({ differences }) =>
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
    ),
  );
}

function otherSchemeCauses(request: ExplainRequest): readonly Cause[] {
  return Object.entries(schemes).flatMap(([name, scheme]) => {
    if (name === request.schemeName || !scheme.signature) return [];
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
