import { totalSpan } from '../../policy/retry.js';
import type { Scheme } from '../../schemes/spec.js';
import { duration, formatDuration } from '../../model/units.js';
import type { Secret, SourceConfig } from '../config.js';
import { checkReason, type Context } from './context.js';
import { member, type Report } from '../../checks/report.js';
import type { SecretReference, SourceShape } from '../schema.js';
import { secretList } from '../secrets/secret-list.js';
import { USUAL_NAMES, readSecret } from '../secrets/secrets.js';
import { answersWith } from '../../schemes/engine/handshake-hash.js';
import { compressedFault } from '../../schemes/rules/coding-rules.js';
import { signsUrl } from '../../schemes/rules/template.js';
import { signsPointer } from '../../schemes/rules/time-rules.js';
import { resolveFamilies } from './resolve-families.js';
import { resolveKeys } from './resolve-keys.js';
import { resolveReportOnly } from './resolve-report-only.js';
import { resolveUrl } from './resolve-url.js';
import { resolvedFrom } from './resolved-from.js';

/**
 * @param routePath the route's path on the public port, as it is written
 * @returns undefined where there is no scheme to go by; the faults are told.
 */
export function resolveSource(
  given: SourceShape | undefined,
  path: string,
  routePath: string | undefined,
  context: Context,
): SourceConfig | undefined {
  const { report, sources } = context;
  if (given === undefined) {
    report.missing(path, 'is required: where deliveries come from (scheme, secrets)');
    return undefined;
  }
  const { schemeName, scheme, alike } = resolveFamilies(given.scheme, path, context);
  const secrets = secretList(given.secrets, scheme, 'verify', path, sources, report);
  checkReason(given.reason, scheme, path, report);
  if (!scheme) return undefined;
  const { tolerance, maxAge, deadline = duration(scheme.deadline), allowIps = [] } = given;
  if (tolerance !== undefined && !scheme.time && !scheme.signature?.jwt && !scheme.signature?.message) {
    report.fault(
      member(path, 'tolerance'),
      'this scheme signs no time, so there is nothing to tolerate; remove it',
    );
  }
  const coding = given.contentEncoding === 'signed-compressed' ? compressedFault(scheme) : undefined;
  if (coding !== undefined) report.fault(member(path, 'contentEncoding'), coding);
  const signedQuery = resolveUrl(given, routePath, scheme, path, report);
  const handshakeToken = resolveToken(given.handshakeToken, scheme, member(path, 'handshakeToken'), context);
  if (maxAge !== undefined) checkMaxAge(maxAge, scheme, member(path, 'maxAge'), report);
  const keys = resolveKeys(given, scheme, path, context);
  const reportOnly = resolveReportOnly(given.reportOnly, scheme, member(path, 'reportOnly'), context);
  if (reportOnly) checkWhatGoesOn(given, member(path, 'reportOnly'), report);
  return resolvedFrom(given, {
    ...{ schemeName, scheme, alike, secrets, tolerance, maxAge, deadline },
    ...{ signedQuery, handshakeToken, allowIps, reportOnly },
    publicUrl: signsUrl(scheme) ? given.publicUrl : undefined,
    handshakeUrl: answersWith(scheme, 'url') ? given.publicUrl : undefined,
    ...keys,
  });
}

/** What is not verified goes on as it came: neither inflated nor made of a query. */
function checkWhatGoesOn({ methods, contentEncoding }: SourceShape, path: string, report: Report): void {
  if (contentEncoding === 'signed-compressed') {
    report.fault(
      path,
      'a body is inflated here once it is verified, and what goes on unverified never is; take contentEncoding: signed-plain, or wait with compressed bodies',
    );
  }
  if (methods.includes('GET')) {
    report.fault(
      path,
      'the query of a GET goes on once it is verified, so there would be nothing to let on; take GET out of methods meanwhile',
    );
  }
}

function resolveToken(
  given: SecretReference | undefined,
  scheme: Scheme,
  path: string,
  { report, sources }: Context,
): Secret | undefined {
  const isHashed = answersWith(scheme, 'token');
  const asked = isHashed || (scheme.handshakes ?? []).some(({ check }) => typeof check === 'object');
  if (given === undefined) {
    if (asked) {
      report.warn(
        path,
        isHashed
          ? 'not given: the provider’s question is answered with a hash of a token, and a route without one refuses it'
          : 'not given: the provider’s handshake proves itself with a token, and a route without one refuses it',
      );
    }
    return undefined;
  }
  if (!asked) {
    report.fault(path, 'no handshake of this scheme brings a token; remove it');
    return undefined;
  }
  return readSecret(given, USUAL_NAMES.handshakeToken, path, sources, report);
}

/** From the first attempt to the last, in milliseconds; 0 where the provider never retries. */
export function retrySpan(scheme: Scheme): number {
  if (scheme.retries === 'none') return 0;
  return totalSpan(scheme.retries.map(duration));
}

/** A retry span in words: to the minute, which is as exact as providers keep it. */
export function spanText(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes < 60) return formatDuration(ms);
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

function checkMaxAge(maxAge: number, scheme: Scheme, path: string, report: Report): void {
  const span = retrySpan(scheme);
  if (!hasSignedBodyTime(scheme)) {
    report.fault(path, 'this scheme has no signed time in the body; remove it');
  } else if (maxAge <= span) {
    report.fault(
      path,
      `the provider retries for ${spanText(span)}; maxAge must be longer, or its last attempts are refused`,
    );
  }
}

function hasSignedBodyTime(scheme: Scheme): boolean {
  const { signature, bodyTime, envelope } = scheme;
  const pointer = bodyTime ?? (envelope?.time === undefined ? undefined : `/${envelope.time}`);
  if (signature === undefined || pointer === undefined) return false;
  return scheme.trust !== 'partly' || signsPointer(scheme, pointer);
}

/** A list without the places of items that were faulty. */
export function present<T>(items: readonly (T | undefined)[] | undefined): readonly T[] {
  return (items ?? []).filter((item) => item !== undefined);
}
