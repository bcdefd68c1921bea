import { X509Certificate, createPrivateKey, type KeyObject } from 'node:crypto';
import type { DestinationConfig } from '../config.js';
import { member, type Report } from '../../checks/report.js';
import type { DestinationShape } from '../schema.js';
import { errorCode } from '../read/reader.js';
import type { SecretSources } from '../secrets/secrets.js';

type TlsPaths = NonNullable<DestinationShape['tls']>;

/** Reads the PEM files of a destination and makes sure that they hold what they should. */
export function readTls(
  given: TlsPaths,
  url: string | undefined,
  path: string,
  sources: SecretSources,
  report: Report,
): DestinationConfig['tls'] {
  if (url !== undefined && !/^https:/i.test(url))
    report.fault(path, 'means nothing for a URL that is not https');
  if ((given.cert === undefined) !== (given.key === undefined)) {
    report.missing(path, 'cert and key belong together');
  }
  const pem: { ca?: string; cert?: string; key?: string } = {};
  for (const part of ['ca', 'cert', 'key'] as const) {
    const text = readPem(given[part], member(path, part), sources, report);
    if (text !== undefined) pem[part] = text;
  }
  if (pem.ca !== undefined) certificate(pem.ca, member(path, 'ca'), report);
  const cert = pem.cert === undefined ? undefined : certificate(pem.cert, member(path, 'cert'), report);
  const key = pem.key === undefined ? undefined : privateKey(pem.key, member(path, 'key'), report);
  checkPair(cert, key, path, report);
  return pem;
}

export function checkPair(
  cert: X509Certificate | undefined,
  key: KeyObject | undefined,
  path: string,
  report: Report,
): void {
  if (cert && key && !cert.checkPrivateKey(key))
    report.fault(member(path, 'key'), 'does not belong to the certificate in cert');
}

export function readPem(
  file: string | undefined,
  path: string,
  sources: SecretSources,
  report: Report,
): string | undefined {
  if (file === undefined) return undefined;
  try {
    return sources.readFile(file, path).toString('utf8');
  } catch (error) {
    report.fault(path, `the file cannot be read (${errorCode(error)})`);
    return undefined;
  }
}

export function certificate(pem: string, path: string, report: Report): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    report.fault(path, 'the file does not hold a certificate in PEM form');
    return undefined;
  }
}

export function privateKey(pem: string, path: string, report: Report): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    report.fault(path, 'the file does not hold a private key in PEM form without a passphrase');
    return undefined;
  }
}
