import { signatureCount } from '../../schemes/engine/signatures.js';
import type { Scheme } from '../../schemes/spec.js';
import type { Secret } from '../config.js';
import { member, type Report } from '../../checks/report.js';
import type { SecretReference } from '../schema.js';
import { checkSecret } from './secret-check.js';
import { readSecret, type SecretSources } from './secrets.js';

/**
 * The secrets of a source or destination, the usable ones in their order.
 * @param scheme undefined where it is faulty itself; then the secrets are only read
 */
export function secretList(
  references: readonly (SecretReference | undefined)[] | undefined,
  scheme: Scheme | undefined,
  use: 'verify' | 'sign',
  path: string,
  sources: SecretSources,
  report: Report,
): readonly Secret[] {
  const at = member(path, 'secrets');
  if (scheme && scheme.signature === undefined) {
    if (references && references.length > 0) report.fault(at, 'this scheme is unsigned and takes no secrets');
    return [];
  }
  if (scheme?.keys && use === 'verify') {
    if (references && references.length > 0) {
      report.fault(at, 'the keys of this scheme come from elsewhere, and it has no secret; remove it');
    }
    return [];
  }
  if (references === undefined || references.length === 0) {
    const listed = '[ { env: NAME } ]';
    report.missing(at, `at least one secret is needed, such as ${listed}; nothing is unsigned by omission`);
    return [];
  }
  const secrets: Secret[] = [];
  references.forEach((reference, i) => {
    if (reference === undefined) return;
    const place = member(at, i);
    const secret = readSecret(reference, `secret-${i + 1}`, place, sources, report);
    if (!secret) return;
    if (scheme && !checkSecret(scheme, secret.value, use, place, report)) return;
    if (secrets.some((other) => other.name === secret.name)) {
      report.fault(
        member(place, 'name'),
        'another secret of this list has this name; metrics could not tell them apart',
      );
    }
    if (secrets.some((other) => other.value === secret.value)) {
      report.warn(place, 'this secret is the same as another one of this list');
    }
    secrets.push(secret);
  });
  if (use === 'sign' && scheme) {
    const carried = signatureCount(scheme.signature ?? {});
    if (secrets.length > carried) {
      report.warn(
        at,
        carried === 1
          ? 'a receiver of this scheme reads one signature: only the first secret signs'
          : `this scheme carries ${carried} signatures: the secrets behind the first ${carried} do not sign`,
      );
    }
  }
  return secrets;
}
