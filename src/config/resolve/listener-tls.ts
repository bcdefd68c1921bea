/** TLS of a port: its certificate with its key, and whose certificates clients must show. */
import type { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { member, type Report } from '../../checks/report.js';
import type { EpochMs } from '../../model/time.js';
import type { ListenerTls } from '../config.js';
import { errorCode } from '../read/reader.js';
import type { ListenerTlsShape } from '../schema.js';
import type { SecretSources } from '../secrets/secrets.js';
import { certificate, checkPair, privateKey, readPem } from './tls.js';

/** A certificate that ends sooner is warned about: time to have another. */
const SOON_MS = 14 * 86_400_000;

/**
 * @param now undefined: no date is looked at
 * @returns undefined where there is none, or one that cannot be used (told to the report)
 */
export function readListenerTls(
  given: ListenerTlsShape | undefined,
  path: string,
  sources: SecretSources,
  now: EpochMs | undefined,
  report: Report,
): ListenerTls | undefined {
  if (!given) return undefined;
  for (const part of ['cert', 'key'] as const) {
    if (given[part] === undefined)
      report.missing(member(path, part), 'is required: TLS needs cert and key, paths of PEM files');
  }
  const cert = readPem(given.cert, member(path, 'cert'), sources, report);
  const key = readPem(given.key, member(path, 'key'), sources, report);
  const clientCa = readPem(given.clientCa, member(path, 'clientCa'), sources, report);
  const own = datedCertificate(cert, member(path, 'cert'), now, report);
  datedCertificate(clientCa, member(path, 'clientCa'), now, report);
  checkPair(own, key === undefined ? undefined : privateKey(key, member(path, 'key'), report), path, report);
  if (cert === undefined || key === undefined || report.blames(path)) return undefined;
  checkUsable({ cert, key, clientCa }, path, report);
  return { cert, key, clientCa };
}

/** What each part may be, and OpenSSL still refuses, such as a key that is too short. */
function checkUsable({ cert, key, clientCa }: ListenerTls, path: string, report: Report): void {
  try {
    createSecureContext({ cert, key, ca: clientCa });
  } catch (error) {
    report.fault(path, `OpenSSL does not take these files (${errorCode(error)})`);
  }
}

/** A date is only warned about: a clock may be wrong, and a port that does not open helps nobody. */
function datedCertificate(
  pem: string | undefined,
  path: string,
  now: EpochMs | undefined,
  report: Report,
): X509Certificate | undefined {
  const found = pem === undefined ? undefined : certificate(pem, path, report);
  if (!found || now === undefined) return found;
  const [begin, end] = [Date.parse(found.validFrom), Date.parse(found.validTo)];
  if (end < now) report.warn(path, `the certificate expired on ${day(end)}; clients refuse it`);
  else if (end - now < SOON_MS) report.warn(path, `the certificate expires on ${day(end)}`);
  else if (begin > now) report.warn(path, `the certificate is valid from ${day(begin)} on, not yet`);
  return found;
}

function day(at: EpochMs): string {
  return new Date(at).toISOString().slice(0, 10);
}
