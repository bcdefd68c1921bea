/**
 * Certificates that carry a key: whether they lead to a root we trust, and when. Not looked at: whether one was revoked,
 * name constraints and path lengths; the roots and hosts of a scheme are few and its provider's own.
 */
import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import type { EpochMs } from '../../model/time.js';
import { hasExtension } from './extensions.js';
import type { PairKey } from '../engine/keys.js';

/** More than any provider sends. */
const MAX_CERTIFICATES = 8;

/** The key of a certificate, and between which moments all that lead to it are valid. */
export interface CertifiedKey {
  readonly key: PairKey;
  readonly from: EpochMs;
  readonly until: EpochMs;
}

const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** @returns undefined where one of them cannot be read, or there is none */
export function readCertificates(text: string): readonly X509Certificate[] | undefined {
  return certificatesOf(text.match(PEM) ?? []);
}

/** @param encoded base64 of DER, as a token's `x5c` has them */
export function readX5c(encoded: unknown): readonly X509Certificate[] | undefined {
  if (!Array.isArray(encoded) || !encoded.every((one) => typeof one === 'string' && BASE64.test(one))) {
    return undefined;
  }
  return certificatesOf(encoded.map((one: string) => Buffer.from(one, 'base64')));
}

const BASE64 = /^[A-Za-z0-9+/]{4,16384}={0,2}$/;

function certificatesOf(given: readonly (string | Buffer)[]): readonly X509Certificate[] | undefined {
  if (given.length === 0 || given.length > MAX_CERTIFICATES) return undefined;
  try {
    return given.map((one) => new X509Certificate(one));
  } catch {
    return undefined;
  }
}

let system: readonly X509Certificate[] | undefined;

/** @param pem of a file, or `system` for those that Node brings */
export function readRoots(pem: string): readonly X509Certificate[] | undefined {
  if (pem !== 'system') {
    const found = pem.match(PEM) ?? [];
    return found.length === 0 ? undefined : found.map((one) => new X509Certificate(one));
  }
  system ??= rootCertificates.map((one) => new X509Certificate(one));
  return system;
}

export interface ChainRules {
  /** Undefined: whoever serves the certificate answers for it. */
  readonly roots: readonly X509Certificate[] | undefined;
  readonly leafHas?: string | undefined;
  readonly issuerHas?: string | undefined;
}

/**
 * The key of the first certificate, if the others lead from it to a root.
 * @returns undefined if they do not
 */
export function certifiedKey(
  [leaf, ...others]: readonly X509Certificate[],
  { roots, leafHas, issuerHas }: ChainRules,
): CertifiedKey | undefined {
  if (!leaf) return undefined;
  const chain = roots ? chainOf(leaf, others, roots) : [leaf];
  if (!chain) return undefined;
  if (leafHas !== undefined && !hasExtension(leaf.raw, leafHas)) return undefined;
  const issuer = chain[1];
  if (issuerHas !== undefined && !(issuer && hasExtension(issuer.raw, issuerHas))) return undefined;
  const { publicKey } = leaf;
  return {
    key: { kind: 'pair', publicKey, privateKey: undefined },
    from: Math.max(...chain.map(({ validFrom }) => Date.parse(validFrom))),
    until: Math.min(...chain.map(({ validTo }) => Date.parse(validTo))),
  };
}

/** From the leaf to a root, both included. */
function chainOf(
  leaf: X509Certificate,
  others: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): readonly X509Certificate[] | undefined {
  const chain = [leaf];
  let left = others;
  for (;;) {
    const last = chain.at(-1) ?? leaf;
    const root = roots.find((one) => one.raw.equals(last.raw) || isIssuedBy(last, one));
    if (root) return root.raw.equals(last.raw) ? chain : [...chain, root];
    const next = left.find((one) => isIssuedBy(last, one));
    if (!next) return undefined;
    chain.push(next);
    left = left.filter((one) => one !== next);
  }
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}
