import { parameterOf } from '../../schemes/engine/sorted-query.js';
import { whyUnsignable } from '../../schemes/engine/sign.js';
import { receiverPlace } from '../../model/receiver-place.js';
import type { Scheme } from '../../schemes/spec.js';
import type { DestinationConfig, VerdictCorrections } from '../config.js';
import { resolveAlsoSign } from './also-sign.js';
import { checkReason, findScheme, type Context } from './context.js';
import { addedHeaders, forwardedHeaders, neverAdded } from './extra-headers.js';
import { member, type Report } from '../../checks/report.js';
import type { DestinationShape } from '../schema.js';
import { secretList } from '../secrets/secret-list.js';
import { resolvePayload } from './resolve-payload.js';
import { present } from './resolve-source.js';
import { piecesOf } from '../../schemes/rules/template.js';
import { resolveProxy } from './proxy.js';
import { readTls } from './tls.js';
import { checkDestinationUrl } from './urls.js';
import { resolvedFrom } from './resolved-from.js';

/** @returns undefined where scheme or URL cannot be used; the faults are told. */
export function resolveDestination(
  given: DestinationShape | undefined,
  path: string,
  context: Context,
): Omit<DestinationConfig, 'lane' | 'events' | 'delivery'> | undefined {
  const { report, sources, signed } = context;
  if (given === undefined) {
    report.missing(path, 'is required: where deliveries go (url, scheme, secrets)');
    return undefined;
  }
  const url = given.url;
  if (url === undefined) report.missing(member(path, 'url'), 'is required: the URL of the receiver');
  const urlServes = url !== undefined && checkDestinationUrl(url, member(path, 'url'), report);
  const scheme = findScheme(given.scheme, path, context);
  const secrets = secretList(given.secrets, scheme, 'sign', path, sources, report);
  checkReason(given.reason, scheme, path, report);
  if (scheme && url !== undefined && urlServes) checkSigning(scheme, url, path, report);
  const alsoSign = resolveAlsoSign(given.alsoSign, scheme && { scheme, secrets }, path, context);
  const signers = [...(scheme ? [scheme] : []), ...alsoSign.map((one) => one.scheme)];
  const verdicts = resolveVerdicts(given.verdicts, member(path, 'verdicts'), report);
  const payload = resolvePayload(given.payload, scheme, member(path, 'payload'), context);
  const headers = addedHeaders(
    given.headers,
    member(path, 'headers'),
    { added: neverAdded(signed, signers), taken: signed },
    sources,
    report,
  );
  const forwardHeaders = forwardedHeaders(
    given.forwardHeaders,
    member(path, 'forwardHeaders'),
    signed,
    report,
  );
  for (const name of Object.keys(headers)) {
    if (forwardHeaders.some((pattern) => covers(pattern, name.toLowerCase()))) {
      report.fault(
        member(path, 'headers', name),
        'forwardHeaders lets the source send the same header; keep one',
      );
    }
  }
  const tls = given.tls && readTls(given.tls, url, member(path, 'tls'), sources, report);
  const proxy = resolveProxy(given.proxy, urlServes ? url : undefined, path, sources.env, report);
  if (!scheme || !urlServes) return undefined;
  const schemeName = given.scheme ?? '';
  const signing = { schemeName, scheme, secrets, alsoSign };
  const members = { ...signing, url, verdicts, payload, headers, forwardHeaders, proxy, tls };
  return resolvedFrom(given, members);
}

/** What a scheme signs must be there to be signed: told now, not with the first delivery. */
function checkSigning(scheme: Scheme, url: string, path: string, report: Report): void {
  const reason = whyUnsignable(scheme);
  if (reason !== undefined) {
    report.fault(member(path, 'scheme'), `this scheme is for sources only: ${reason}`);
    return;
  }
  const query = new URL(receiverPlace(url).url).searchParams;
  for (const piece of piecesOf(scheme.signature?.content ?? '')) {
    if (piece.kind !== 'value' || piece.name !== 'query' || piece.optional) continue;
    if (piece.argument === 'sorted') continue;
    const name = parameterOf(piece.argument);
    if (query.getAll(name).length !== 1) {
      report.fault(member(path, 'url'), `this scheme signs ?${name}=… of the URL, which must have it once`);
    }
  }
}

function covers(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

const VERDICTS = ['accepted', 'retry', 'final'] as const;

function resolveVerdicts(
  given: DestinationShape['verdicts'],
  path: string,
  report: Report,
): VerdictCorrections {
  const places = new Map<string, string>();
  for (const verdict of VERDICTS) {
    given[verdict].forEach((status, i) => {
      if (status === undefined) return;
      const earlier = places.get(status);
      if (earlier !== undefined && earlier !== verdict) {
        report.fault(member(path, verdict, i), `${status} stands under ${earlier} already`);
      }
      places.set(status, verdict);
    });
  }
  return {
    accepted: present(given.accepted),
    retry: present(given.retry),
    final: present(given.final),
  };
}
