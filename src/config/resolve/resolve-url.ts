/** What a source says of the URL that its provider signs, and of the methods by which it calls that. */
import { member, type Report } from '../../checks/report.js';
import { beginningOf, openUrl } from '../../model/paths.js';
import { answersWith } from '../../schemes/engine/handshake-hash.js';
import { defaultSignedQuery, type SignedQuery } from '../../schemes/engine/signed-url.js';
import { isGetAlone, methodsFault } from '../../schemes/rules/method-rules.js';
import { formMeetsUrl, signsQuery, signsUrl } from '../../schemes/rules/template.js';
import type { Scheme } from '../../schemes/spec.js';
import type { SourceShape } from '../schema.js';
import { checkPublicUrl } from './urls.js';

/**
 * @param routePath the route's own, as it is written
 * @returns what the query may hold; undefined leaves it to the scheme
 */
export function resolveUrl(
  given: SourceShape,
  routePath: string | undefined,
  scheme: Scheme,
  path: string,
  report: Report,
): SignedQuery | undefined {
  const { publicUrl, signedQuery, methods } = given;
  checkUrl(publicUrl, routePath, scheme, member(path, 'publicUrl'), report);
  checkSignedQuery(given, scheme, member(path, 'signedQuery'), report);
  const fault = methodsFault(methods, scheme, publicUrl);
  if (fault !== undefined) report.fault(member(path, 'methods'), fault);
  // What stands beside the URL in a POST is empty in a GET, so its query is as free as a URL that is signed alone.
  const free = isGetAlone(methods) && signsUrl(scheme) && defaultSignedQuery(scheme) === 'none';
  return signedQuery ?? (free ? 'any' : undefined);
}

/** Behind a proxy nothing in a request says reliably under which URL it was sent. */
function checkUrl(
  given: string | undefined,
  routePath: string | undefined,
  scheme: Scheme,
  path: string,
  report: Report,
): void {
  if (!signsUrl(scheme)) checkHashedUrl(given, scheme, path, report);
  else if (given === undefined) {
    report.missing(
      path,
      'is required: this scheme signs the URL that the provider was given, such as https://hooks.example.com/leads; it is never made of the Host header',
    );
  } else if (checkPublicUrl(given, path, report)) checkOpen(given, routePath, scheme, path, report);
}

/** A URL that nobody signs has a say where the provider's question is answered with a hash of it. */
function checkHashedUrl(given: string | undefined, scheme: Scheme, path: string, report: Report): void {
  if (!answersWith(scheme, 'url')) {
    if (given !== undefined) report.fault(path, 'this scheme does not sign the URL; remove it');
  } else if (given === undefined) {
    report.warn(
      path,
      'not given: the provider’s question is answered with a hash of the URL that it was given, and a route without it refuses it',
    );
  } else if (checkPublicUrl(given, path, report) && openUrl(given) !== undefined) {
    report.fault(path, 'the provider was given one URL, without a * at its end; write that');
  }
}

/** What stands behind an open path is signed where it stands: in the URL. */
function checkOpen(
  publicUrl: string,
  routePath: string | undefined,
  scheme: Scheme,
  path: string,
  report: Report,
): void {
  const isOpen = beginningOf(routePath) !== undefined;
  if (isOpen !== (openUrl(publicUrl) !== undefined)) {
    report.fault(
      path,
      isOpen
        ? "the route's path ends in /*, so this must too: what stands behind is part of the signed URL"
        : "it ends in /*, and the route's path does not; write both so, or neither",
    );
  } else if (isOpen && signsQuery(scheme) && defaultSignedQuery(scheme) === 'none') {
    report.fault(
      path,
      'the path is signed right beside the body or the form, so bytes could move between them; give each path a route of its own',
    );
  }
}

/** What a query may hold beside the registered one, where that is a question at all. */
function checkSignedQuery(
  { signedQuery, methods }: SourceShape,
  scheme: Scheme,
  path: string,
  report: Report,
): void {
  if (signedQuery === undefined) return;
  if (!signsUrl(scheme)) report.fault(path, 'this scheme does not sign the URL; remove it');
  else if (!signsQuery(scheme)) report.fault(path, 'this scheme signs the URL without its query; remove it');
  else if (signedQuery !== 'none' && formMeetsUrl(scheme) && !isGetAlone(methods)) {
    report.fault(
      path,
      'the form begins right behind the query, and no field marks its beginning (formHas), so bytes could move between them; put the query into publicUrl, as it was registered',
    );
  }
}
