/** The admin port: who may ask its API. */
import type { EpochMs } from '../../model/time.js';
import { member, type Report } from '../../checks/report.js';
import type { AdminConfig, AdminToken, Secret } from '../config.js';
import type { AdminTokenShape, FileShape, SecretReference } from '../schema.js';
import { readListenerTls } from './listener-tls.js';
import { USUAL_NAMES, readSecret, type SecretSources } from '../secrets/secrets.js';

/** The name under which `admin.token` stands in the audit. */
export const ADMIN = 'admin';
const SHORT = 24;

export function resolveAdmin(
  admin: FileShape['admin'],
  sources: SecretSources,
  now: EpochMs | undefined,
  report: Report,
): AdminConfig {
  const at = 'admin.token';
  const token =
    admin.token === undefined ? undefined : readSecret(admin.token, USUAL_NAMES.token, at, sources, report);
  if (token) checkToken(token, at, report);
  const known: Known[] = token ? [{ path: at, value: token.value }] : [];
  const all = admin.tokens ?? [];
  const tokens = all.flatMap((given, i) => {
    const path = member('admin', 'tokens', i);
    const made = given && adminToken(given, path, all.slice(0, i), sources, report);
    if (made) checkEqual({ path, value: made.value }, known, report);
    return made ?? [];
  });
  const tls = readListenerTls(admin.tls, 'admin.tls', sources, now, report);
  return { ...admin, token, tokens, tls };
}

function adminToken(
  given: AdminTokenShape,
  path: string,
  before: readonly (AdminTokenShape | undefined)[],
  sources: SecretSources,
  report: Report,
): AdminToken | undefined {
  const { name, role } = given;
  if (name === undefined)
    report.missing(member(path, 'name'), 'is required: the audit tells tokens apart by it');
  else checkName(name, member(path, 'name'), before, report);
  if (role === undefined) report.missing(member(path, 'role'), 'is required: viewer, reader or operator');
  const reference = referenceOf(given);
  if (!reference) {
    report.missing(
      path,
      'needs exactly one of env (a variable), file (a path) and literal (the token itself)',
    );
    return undefined;
  }
  const secret = readSecret(reference, name ?? '', path, sources, report);
  if (!secret || role === undefined) return undefined;
  checkToken(secret, path, report);
  return { ...secret, role };
}

function referenceOf({ env, file, literal }: AdminTokenShape): SecretReference | undefined {
  if ([env, file, literal].filter((one) => one !== undefined).length !== 1) return undefined;
  return literal ?? { ...(env !== undefined && { env }), ...(file !== undefined && { file }) };
}

function checkName(
  name: string,
  path: string,
  before: readonly (AdminTokenShape | undefined)[],
  report: Report,
): void {
  if (name === ADMIN) report.fault(path, `${ADMIN} is the name of admin.token; take another`);
  else if (before.some((other) => other?.name === name))
    report.fault(path, 'another token has this name; the audit could not tell them apart');
}

function checkToken({ value }: Secret, at: string, report: Report): void {
  if (!/^[\x21-\x7e]+$/.test(value)) report.fault(at, 'a bearer token is printable ASCII without blanks');
  else if (value.length < SHORT)
    report.warn(at, `the token is shorter than ${SHORT} characters; take a longer random one`);
}

interface Known {
  readonly path: string;
  readonly value: string;
}

/** Of two equal tokens nobody could say whose role counts. */
function checkEqual(one: Known, known: Known[], report: Report): void {
  const same = known.find(({ value }) => value === one.value);
  if (same) report.fault(one.path, `the same token as ${same.path}; each needs its own`);
  known.push(one);
}
