/** Secrets that are text: long enough, and the very text that the provider uses. */
import type { Scheme } from '../../schemes/spec.js';
import { foreignKey } from '../../schemes/text/product-keys.js';
import type { Report } from '../../checks/report.js';

/** A text secret shorter than this is guessable by brute force once one delivery is known. */
const SHORT_TEXT = 24;

/** Signature headers of providers whose secrets start with `whsec_` and are text all the same. */
const WHSEC_AS_TEXT: ReadonlySet<string> = new Set(['stripe-signature']);

export function textStrength(scheme: Scheme, secret: string, path: string, report: Report): void {
  const length = Array.from(secret).length;
  if (/\p{Cc}/u.test(secret)) {
    report.fault(
      path,
      'the secret holds a line end or another control character: no provider makes one so, it came along when the secret was copied',
    );
  } else if (secret !== secret.trim()) {
    report.warn(path, 'the secret starts or ends with blanks, which count as part of the key');
  }
  if (scheme.minSecretLength !== undefined && length < scheme.minSecretLength) {
    report.fault(path, `the secret is shorter than ${scheme.minSecretLength} characters`);
  } else if (length < SHORT_TEXT) {
    report.warn(path, `the secret is shorter than ${SHORT_TEXT} characters; take a longer random one`);
  }
  const { header = '', algorithm, jwt } = scheme.signature ?? {};
  if (/^(?:v1,)?whsec_/.test(secret) && !WHSEC_AS_TEXT.has(header.toLowerCase())) {
    report.warn(
      path,
      'this looks like a secret of Standard Webhooks, but under this scheme it is text: used as it is, prefix included and never decoded',
    );
  }
  const foreign = foreignKey(scheme, secret);
  if (foreign !== undefined) {
    report.warn(
      path,
      `the secret looks like ${foreign}; a webhook's secret is another one, and a key in the wrong place should be replaced`,
    );
  }
  if (algorithm === 'plain' && !jwt) tokenStrength(scheme, secret, path, report);
}

/** With `plain` the secret itself travels, in a header or in the body. */
function tokenStrength(scheme: Scheme, secret: string, path: string, report: Report): void {
  const { prefix = '' } = scheme.signature ?? {};
  const word = prefix.trim().toLowerCase();
  if (word !== '' && secret.toLowerCase().startsWith(`${word} `)) {
    report.warn(path, `the scheme itself writes "${prefix}" in front; give the secret without it`);
  } else if (isBasic(scheme) && !secret.includes(':')) {
    report.warn(path, 'Basic credentials are user:password, not encoded; the gateway encodes them itself');
  }
}

/** HTTP Basic authentication: the secret is `user:password`. */
export function isBasic({ signature }: Scheme): boolean {
  const { algorithm, encoding, prefix } = signature ?? {};
  return algorithm === 'plain' && encoding === 'base64' && prefix?.trim().toLowerCase() === 'basic';
}
