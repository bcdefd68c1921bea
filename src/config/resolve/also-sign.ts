/** `destination.alsoSign`: further schemes that sign the same request, each with headers of its own. */
import { member, type Report } from '../../checks/report.js';
import { whyUnsignable } from '../../schemes/engine/sign.js';
import { signedHeaders } from '../../schemes/engine/signed-places.js';
import { areTwins, signAlike, writtenHeaders } from '../../schemes/rules/written-headers.js';
import type { Scheme } from '../../schemes/spec.js';
import type { Secret, Spoken } from '../config.js';
import type { DestinationShape } from '../schema.js';
import { secretList } from '../secrets/secret-list.js';
import { findScheme, type Context } from './context.js';

/** A signer and where it stands. */
interface Placed {
  readonly scheme: Scheme;
  readonly secrets: readonly Secret[];
  /** Of the mapping that names the scheme. */
  readonly path: string;
}

/**
 * @param first the destination's own scheme; undefined where it is faulty itself
 * @param path of the destination
 * @returns those that can be used; the faults of the others are told
 */
export function resolveAlsoSign(
  given: DestinationShape['alsoSign'],
  first: Omit<Placed, 'path'> | undefined,
  path: string,
  context: Context,
): readonly Spoken[] {
  const { report, sources } = context;
  const placed: Placed[] = first ? [{ ...first, path }] : [];
  const found: Spoken[] = [];
  (given ?? []).forEach((one, i) => {
    if (one === undefined) return;
    const at = member(path, 'alsoSign', i);
    const scheme = findScheme(one.scheme, at, context);
    if (scheme && scheme.signature === undefined) {
      report.fault(member(at, 'scheme'), 'this scheme signs nothing; remove it');
      return;
    }
    const secrets = secretList(one.secrets, scheme, 'sign', at, sources, report);
    if (!scheme) return;
    const reason = whyNotBeside(scheme);
    if (reason !== undefined) {
      report.fault(member(at, 'scheme'), reason);
      return;
    }
    const own = { scheme, secrets, path: at };
    for (const other of placed) checkTogether(own, other, report);
    placed.push(own);
    found.push({ schemeName: one.scheme ?? '', scheme, secrets });
  });
  return found;
}

/** Why a scheme cannot sign a request that another one decides. */
function whyNotBeside(scheme: Scheme): string | undefined {
  const reason = whyUnsignable(scheme);
  if (reason !== undefined) return `this scheme is for sources only: ${reason}`;
  if (!scheme.bodyHash) return undefined;
  return `this scheme adds ?${scheme.bodyHash.query}=… to the URL, which only the destination's own scheme may; exchange the two`;
}

/** Each must find its headers as it wrote them, and what it signs as it was when it signed. */
function checkTogether(own: Placed, other: Placed, report: Report): void {
  const at = member(own.path, 'scheme');
  const there = member(other.path, 'scheme');
  const [mine, others] = [writtenHeaders(own.scheme), lower(writtenHeaders(other.scheme))];
  const both = mine.find((name) => others.includes(name.toLowerCase()));
  if (both !== undefined) {
    report.fault(at, `writes the header ${both}, and so does ${there}; one request cannot carry both`);
    return;
  }
  const covered =
    signedHeaders(own.scheme).find((name) => others.includes(name.toLowerCase())) ??
    signedHeaders(other.scheme).find((name) => lower(mine).includes(name.toLowerCase()));
  if (covered !== undefined) {
    report.fault(at, `of this scheme and ${there} one signs the header ${covered}, which the other writes`);
    return;
  }
  if (areTwins(own.scheme, other.scheme)) checkTwins(own, other, report);
  else warnOfSecrets(own, other, report);
}

function checkTwins(own: Placed, other: Placed, report: Report): void {
  const there = member(other.path, 'scheme');
  if (!signAlike(own.scheme, other.scheme)) {
    report.fault(
      member(own.path, 'scheme'),
      `a receiver of this scheme or of ${there} reads the headers of both, and they would say different things`,
    );
  } else if (!isReadAlike(own, other, report)) {
    report.fault(
      member(own.path, 'secrets'),
      `${there} is the same signature under other names of headers, and receivers compare the two: both take the same secrets in the same order`,
    );
  }
}

/** Secrets that are faulty themselves are not compared. */
function isReadAlike(own: Placed, other: Placed, report: Report): boolean {
  if ([own, other].some(({ path }) => report.blames(member(path, 'secrets')))) return true;
  return own.secrets.map(valueOf).join('\n') === other.secrets.map(valueOf).join('\n');
}

/** One of the two may send its secret as it is, or sign a text that the other would sign too. */
function warnOfSecrets(own: Placed, other: Placed, report: Report): void {
  own.secrets.forEach((secret, i) => {
    const at = other.secrets.findIndex(({ value }) => value === secret.value);
    if (at < 0) return;
    report.warn(
      member(own.path, 'secrets', i),
      `this secret is the same as ${member(other.path, 'secrets', at)}: who has it for one scheme can sign under the other`,
    );
  });
}

function valueOf({ value }: Secret): string {
  return value;
}

function lower(names: readonly string[]): readonly string[] {
  return names.map((name) => name.toLowerCase());
}
