/** What a source needs whose keys come from elsewhere: whose deliveries are ours, and what the keys are trusted by. */
import { member } from '../../checks/report.js';
import { filled, ownerFaults, type Owner } from '../../schemes/engine/owner.js';
import { readRoots } from '../../schemes/keys/certificates.js';
import { writtenAddressFault } from '../../schemes/keys/pin.js';
import type { Scheme } from '../../schemes/spec.js';
import type { SourceConfig } from '../config.js';
import type { SourceShape } from '../schema.js';
import { readSecret } from '../secrets/secrets.js';
import type { Context } from './context.js';
import { readPem } from './tls.js';

/** @param path of the source */
export function resolveKeys(
  given: Pick<SourceShape, 'owner' | 'keyRoots' | 'keyAccess'>,
  scheme: Scheme,
  path: string,
  context: Context,
): Pick<SourceConfig, 'owner' | 'keyRoots' | 'keyAccess'> {
  return {
    owner: resolveOwner(given.owner, scheme, member(path, 'owner'), context),
    keyRoots: resolveRoots(given.keyRoots, scheme, member(path, 'keyRoots'), context),
    keyAccess: resolveAccess(given.keyAccess, scheme, member(path, 'keyAccess'), context),
  };
}

function resolveOwner(
  given: SourceShape['owner'],
  scheme: Scheme,
  path: string,
  context: Context,
): Owner | undefined {
  const { report } = context;
  const names = Object.keys(scheme.owner ?? {});
  if (given === undefined || names.length === 0) {
    if (given !== undefined)
      report.fault(path, 'this scheme’s secret is ours alone, so its deliveries are; remove it');
    else if (names.length > 0) {
      report.missing(
        path,
        `is required: one key signs for all customers of this provider, so say what yours name: ${names.join(', ')}`,
      );
    }
    return undefined;
  }
  const owner = byName(given, names);
  if (!owner) {
    report.fault(path, `this scheme has several: give ${names.join(' and ')} by their names`);
    return undefined;
  }
  for (const name of Object.keys(owner)) {
    if (!names.includes(name))
      report.fault(member(path, name), `is none of this scheme: ${names.join(', ')}`);
  }
  for (const { path: at, says } of ownerFaults(scheme, owner, path)) report.fault(at, says);
  checkAddress(scheme, owner, path, context);
  return owner;
}

/** @returns undefined where it does not say which of the scheme's parts it is */
function byName(given: NonNullable<SourceShape['owner']>, names: readonly string[]): Owner | undefined {
  if (typeof given === 'string' || Array.isArray(given)) {
    return names.length === 1 ? { [names[0] ?? '']: [given].flat() } : undefined;
  }
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value].flat()]));
}

/** Where keys come from may be a part of it. */
function checkAddress({ keys = {} }: Scheme, owner: Owner, path: string, { report }: Context): void {
  const template = keys.discovery ?? keys.jwks ?? '';
  const name = /\{owner:(\w+)\}/.exec(template)?.[1];
  if (name === undefined || !owner[name]) return;
  if (owner[name].length > 1) report.fault(member(path, name), 'takes one value: the keys come from there');
  const fault = writtenAddressFault(filled(template, owner));
  if (fault !== undefined) report.fault(member(path, name), `${fault}; the keys come from there`);
}

function resolveRoots(
  given: string | undefined,
  { keys = {} }: Scheme,
  path: string,
  { report, sources }: Context,
): string | undefined {
  const takesRoots = keys.x5c ?? keys.certificate;
  if (given !== undefined && !takesRoots) {
    report.fault(path, 'the keys of this scheme come without certificates; remove it');
    return undefined;
  }
  const file = given ?? takesRoots?.roots;
  if (file === undefined) {
    if (keys.x5c) {
      report.missing(
        path,
        'is required: the file of the root certificate that the provider publishes (PEM), to which the certificates in its deliveries must lead',
      );
    }
    return undefined;
  }
  if (file === 'system') return file;
  const pem = readPem(file, path, sources, report);
  if (pem === undefined) return undefined;
  try {
    if (readRoots(pem)) return pem;
  } catch {
    // Told below.
  }
  report.fault(
    path,
    'the file does not hold certificates in PEM form (of DER: openssl x509 -inform der -in FILE)',
  );
  return undefined;
}

function resolveAccess(
  given: SourceShape['keyAccess'],
  { keys = {} }: Scheme,
  path: string,
  { report, sources }: Context,
): SourceConfig['keyAccess'] {
  if (!keys.access) {
    if (given !== undefined) report.fault(path, 'the keys of this scheme are public; remove it');
    return undefined;
  }
  const { id, secret } = given ?? {};
  if (id === undefined || secret === undefined) {
    report.missing(
      path,
      'is required: this provider gives its keys to its customers alone; { id: { env: NAME }, secret: { env: NAME } }',
    );
    return undefined;
  }
  const read = {
    id: readSecret(id, 'id', member(path, 'id'), sources, report),
    secret: readSecret(secret, 'secret', member(path, 'secret'), sources, report),
  };
  return read.id && read.secret ? { id: read.id, secret: read.secret } : undefined;
}
