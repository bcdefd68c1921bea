/** Keys and tokens of well-known products, by the form their makers gave them: pasted in place of a webhook's secret. */

const FORMS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^[srp]k_(?:live|test)_/, 'an API key of Stripe, or of a product that writes them alike'],
  [/^xox[abeoprs]-|^xapp-/, 'a token of Slack'],
  [/^gh[opsur]_|^github_pat_/, 'a token of GitHub'],
  [/^glpat-/, 'a token of GitLab'],
  [/^A[KS]IA[A-Z0-9]{12,}$/, 'an access key id of AWS'],
  [/^shp(?:at|ca|pa)_/, 'an access token of Shopify'],
  [/^SG\.[\w-]{10,}\./, 'an API key of SendGrid'],
  [/^sk-(?:ant-|proj-|svcacct-)/, 'an API key of a language model'],
  [/^AIza[\w-]{30,}$/, 'an API key of Google'],
  [/^eyJ[\w-]+\.eyJ[\w-]+\./, 'a JSON Web Token'],
];

/** @returns what the text looks like, in words that do not repeat it; undefined if it has no well-known form. */
export function productKey(secret: string): string | undefined {
  const text = secret.trim();
  return FORMS.find(([pattern]) => pattern.test(text))?.[1];
}

/** Signature headers of providers whose webhooks are keyed with an API key itself. */
const KEYED_WITH_API_KEY: ReadonlySet<string> = new Set(['x-paystack-signature']);

/** The same, where the scheme's own secrets are not written so. */
export function foreignKey(
  { signature }: { readonly signature?: { readonly header?: string } },
  secret: string,
): string | undefined {
  const header = signature?.header?.toLowerCase() ?? '';
  return KEYED_WITH_API_KEY.has(header) ? undefined : productKey(secret);
}
