/** A route's source with its live parts: the verifier, the answers to handshakes, the status that tells a verdict. */
import type { RouteConfig, SourceConfig } from '../config/config.js';
import type { EpochClock } from '../model/time.js';
import type { HandedSecrets } from '../operate/handed-secrets.js';
import type { Source } from '../line/route.js';
import { buildKeys, type ForeignKeys } from './build-keys.js';
import { createFamilies, createFamilyFinder, type InFirstFamily } from '../schemes/engine/families.js';
import { createHandshakes, handshakeMethods } from '../schemes/engine/handshake.js';
import { readKey } from '../schemes/engine/keys.js';
import { createHeadCheck } from '../schemes/engine/presentation.js';
import type { Scheme } from '../schemes/spec.js';
import { Refusal, createVerifier, type Verifier } from '../schemes/engine/verify.js';
import { createContradiction } from '../line/verify.js';
import { answererOf } from '../policy/verdict.js';

export function buildSource(
  { name, source }: RouteConfig,
  handed: HandedSecrets,
  clock: EpochClock,
  foreignKeys: ForeignKeys,
): Source {
  const { scheme, tolerance } = source;
  const keys = source.secrets.map((secret) => readKey(scheme, secret.value));
  const alike = source.alike.map((other) => other.scheme);
  const families = alike.length === 0 ? undefined : createFamilies([scheme, ...alike]);
  const verify = createVerifier(scheme, keys, {
    tolerance: typeof tolerance === 'number' ? { past: tolerance, future: tolerance } : tolerance,
    publicUrl: source.publicUrl,
    signedQuery: source.signedQuery,
    owner: source.owner,
  });
  const headCheck = headCheckOf(source, families, clock);
  return {
    schemeName: source.schemeName,
    scheme,
    alike,
    ...buildKeys({ name, source }, verify, foreignKeys),
    verify: families ? verifyFamilies(families, verify) : verify,
    cameUnder: cameUnderOf(source),
    refusesHead: headCheck,
    answerHandshake:
      scheme.handshakes && createHandshakes(scheme, keys, source.handshakeToken?.value, source.handshakeUrl),
    keepSecret: (secret) => {
      handed.keep(name, secret);
    },
    contentEncoding: source.contentEncoding,
    ...deliveryMethods(source.methods),
    handshakeMethods: handshakeMethods(scheme),
    secretNames: source.secrets.map((secret) => secret.name),
    deadline: source.deadline,
    maxAge: source.maxAge,
    contradicts: createContradiction(scheme),
    answerTo: answererOf(scheme.statuses),
    refusalBody: scheme.refusalBody,
    acknowledgement: scheme.acknowledgement,
  };
}

function verifyFamilies(inFirst: InFirstFamily, verify: Verifier): Verifier {
  return (delivery, keys) => {
    const rawHeaders = inFirst(delivery.rawHeaders);
    return rawHeaders ? verify({ ...delivery, rawHeaders }, keys) : new Refusal('conflicting_headers');
  };
}

function cameUnderOf({ schemeName, scheme, alike }: SourceConfig): Source['cameUnder'] {
  if (alike.length === 0) return () => schemeName;
  const find = createFamilyFinder([scheme, ...alike.map((other) => other.scheme)]);
  return (rawHeaders) => alike[find(rawHeaders) - 1]?.schemeName ?? schemeName;
}

type HeadCheck = NonNullable<Source['refusesHead']>;

function refuseFamilies(inFirst: InFirstFamily, check: HeadCheck): HeadCheck {
  return (raw) => {
    const rawHeaders = inFirst(raw);
    return rawHeaders ? check(rawHeaders) : 'conflicting_headers';
  };
}

/** Where the body is wanted all the same, nothing is refused before it has come. */
function headCheckOf(
  { scheme, reportOnly }: SourceConfig,
  families: InFirstFamily | undefined,
  clock: EpochClock,
): Source['refusesHead'] {
  if (asksUnsigned(scheme)) return undefined;
  const ofOne = createHeadCheck(scheme);
  const check = families && ofOne ? refuseFamilies(families, ofOne) : ofOne;
  if (!check || !reportOnly) return check;
  return (rawHeaders) => (clock() < reportOnly.until ? undefined : check(rawHeaders));
}

/** Most routes take POST alone, and ask no set for it. */
function deliveryMethods(methods: readonly string[]): Pick<Source, 'delivers' | 'allow'> {
  const known = new Set(methods);
  const delivers =
    known.size === 1 && known.has('POST') ? isPost : (method: string): boolean => known.has(method);
  return { delivers, allow: [...known].join(', ') };
}

function isPost(method: string): boolean {
  return method === 'POST';
}

/** Whether a question may come by POST before anything is signed: its body has to be read. */
function asksUnsigned({ handshakes = [] }: Scheme): boolean {
  return handshakes.some(({ when, check }) => when.method === 'POST' && check !== 'signature');
}
