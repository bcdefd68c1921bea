/**
 * Whether a genuine delivery is ours. Where all customers of a provider share its key, a signature says who sent it and
 * not to whom, so the route says what its own deliveries name: a topic, an audience and an account, an app.
 */
import { member } from '../../checks/report.js';
import type { Scheme } from '../spec.js';
import { piecesOf } from '../rules/template.js';
import type { SignedInput } from './input.js';
import { claimsOf } from './jwt.js';

/** The values taken, by the names of the scheme's parts; any of a part's may come. */
export type Owner = Readonly<Record<string, readonly string[]>>;

/** The scheme with what the route says in its content's `{owner:NAME}`. */
export function withOwner(scheme: Scheme, owner: Owner = {}): Scheme {
  const { signature } = scheme;
  const { content } = signature ?? {};
  if (content?.includes('{owner:') !== true) return scheme;
  return { ...scheme, signature: { ...signature, content: filled(content, owner) } };
}

/** What the route does not say stays a placeholder, which no delivery has a value for. */
export function filled(template: string, owner: Owner): string {
  return piecesOf(template)
    .map((piece) => {
      if (piece.kind === 'text') return piece.text;
      const value =
        piece.name === 'owner' && Object.hasOwn(owner, piece.argument)
          ? owner[piece.argument]?.[0]
          : undefined;
      return value ?? piece.written;
    })
    .join('');
}

/**
 * @param owner left out where the scheme wants one: nothing is ours
 * @returns undefined where the scheme asks for none
 */
export function createOwnerCheck(
  { owner: parts = {} }: Scheme,
  owner: Owner = {},
): ((input: SignedInput, token: string) => boolean) | undefined {
  const wanted = Object.entries(parts);
  if (wanted.length === 0) return undefined;
  return (input, token) => {
    let claims: Record<string, unknown> | undefined;
    return wanted.every(([name, part]) => {
      const values = Object.hasOwn(owner, name) ? (owner[name] ?? []) : [];
      // The signature has held, over it or under keys that are ours alone.
      if ('signed' in part || 'keys' in part) return values.length === 1;
      if ('json' in part) return [part.json].flat().some((at) => isOneOf(input.scalarAt(at), values));
      const found = (claims ??= claimsOf(token) ?? {});
      return [part.claim].flat().some((claim) => says(found, claim, values));
    });
  };
}

/** An address that an issuer has not verified may be anybody's. A list says that the token is for each of them. */
function says(claims: Record<string, unknown>, claim: string, values: readonly string[]): boolean {
  if (claim === 'email' && claims['email_verified'] !== true) return false;
  return [claims[claim]].flat().some((value) => isOneOf(value, values));
}

function isOneOf(value: unknown, values: readonly string[]): boolean {
  return typeof value === 'string' && value !== '' && values.includes(value);
}

/** What is wrong with what a route says; nothing, if that is empty. */
export function ownerFaults(
  { owner: parts = {} }: Scheme,
  owner: Owner,
  path: string,
): readonly { readonly path: string; readonly says: string }[] {
  return Object.entries(parts).flatMap(([name, part]) => {
    const values = owner[name] ?? [];
    const at = member(path, name);
    if (values.length === 0)
      return [
        {
          path: at,
          says: 'is required: every customer of this provider is signed for with one key, and this tells ours from theirs',
        },
      ];
    if (!('signed' in part) && !('keys' in part)) return [];
    if (values.length > 1)
      return [{ path: at, says: 'takes one value: it is part of what is signed, or where the keys are' }];
    return /[{}]/.test(values[0] ?? '') ? [{ path: at, says: 'may hold no brace' }] : [];
  });
}
