import { totalSpan } from '../../policy/retry.js';
import type { Scheme } from '../../schemes/spec.js';
import { duration, formatDuration } from '../../model/units.js';
import type { Secret, SourceConfig } from '../config.js';
import { checkReason, findScheme, type Context } from './context.js';
import { member, type Report } from '../../checks/report.js';
import type { SecretReference, SourceShape } from '../schema.js';
import { secretList } from '../secrets/secret-list.js';
import { USUAL_NAMES, readSecret } from '../secrets/secrets.js';
import type { SignedQuery } from '../../schemes/engine/signed-url.js';
import { formMeetsUrl, signsQuery, signsUrl } from '../../schemes/rules/template.js';
import { signsPointer } from '../../schemes/rules/time-rules.js';
import { resolveReportOnly } from './resolve-report-only.js';
import { checkPublicUrl } from './urls.js';

/** @returns undefined where there is no scheme to go by; the faults are told. */
export function resolveSource(
  given: SourceShape | undefined,
  path: string,
  context: Context,
): SourceConfig | undefined {
  const { report, sources } = context;
  if (given === undefined) {
    report.missing(path, 'is required: where deliveries come from (scheme, secrets)');
    return undefined;
  }
  const scheme = findScheme(given.scheme, path, context);
  const secrets = secretList(given.secrets, scheme, 'verify', path, sources, report);
  checkReason(given.reason, scheme, path, report);
  if (!scheme) return undefined;
  const { tolerance, maxAge, deadline = duration(scheme.deadline), allowIps = [] } = given;
  if (tolerance !== undefined && !scheme.time && !scheme.signature?.jwt) {
    report.fault(
      member(path, 'tolerance'),
      'this scheme signs no time, so there is nothing to tolerate; remove it',
    );
  }
  checkUrl(given.publicUrl, scheme, member(path, 'publicUrl'), report);
  checkSignedQuery(given.signedQuery, scheme, member(path, 'signedQuery'), report);
  const handshakeToken = resolveToken(given.handshakeToken, scheme, member(path, 'handshakeToken'), context);
  if (maxAge !== undefined) checkMaxAge(maxAge, scheme, member(path, 'maxAge'), report);
  const reportOnly = resolveReportOnly(given.reportOnly, scheme, member(path, 'reportOnly'), context);
  return {
    ...given,
    ...{ schemeName: given.scheme ?? '', scheme, secrets, tolerance, maxAge, deadline },
    ...{ handshakeToken, allowIps, reportOnly },
  };
}

/** Behind a proxy nothing in a request says reliably under which URL it was sent. */
function checkUrl(given: string | undefined, scheme: Scheme, path: string, report: Report): void {
  if (!signsUrl(scheme)) {
    if (given !== undefined) report.fault(path, 'this scheme does not sign the URL; remove it');
  } else if (given === undefined) {
    report.missing(
      path,
      'is required: this scheme signs the URL that the provider was given, such as https://hooks.example.com/leads; it is never made of the Host header',
    );
  } else checkPublicUrl(given, path, report);
}

/** What a query may hold beside the registered one, where that is a question at all. */
function checkSignedQuery(
  given: SignedQuery | undefined,
  scheme: Scheme,
  path: string,
  report: Report,
): void {
  if (given === undefined) return;
  if (!signsUrl(scheme)) report.fault(path, 'this scheme does not sign the URL; remove it');
  else if (!signsQuery(scheme)) report.fault(path, 'this scheme signs the URL without its query; remove it');
  else if (given !== 'none' && formMeetsUrl(scheme)) {
    report.fault(
      path,
      'the form begins right behind the query, and no field marks its beginning (formHas), so bytes could move between them; put the query into publicUrl, as it was registered',
    );
  }
}

function resolveToken(
  given: SecretReference | undefined,
  scheme: Scheme,
  path: string,
  { report, sources }: Context,
): Secret | undefined {
  const asked = (scheme.handshakes ?? []).some(({ check }) => typeof check === 'object');
  if (given === undefined) {
    if (asked) {
      report.warn(
        path,
        'not given: the provider’s handshake proves itself with a token, and a route without one refuses it',
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
