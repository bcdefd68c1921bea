import { schemes as builtIn } from '../../schemes/catalogue/index.js';
import type { EpochMs } from '../../model/time.js';
import type { Scheme } from '../../schemes/spec.js';
import { signatureHeadersOf } from '../../schemes/engine/read-headers.js';
import { isLabel } from '../../checks/fields.js';
import { didYouMean } from '../../checks/nearest.js';
import { member, within, type Report } from '../../checks/report.js';
import { parseScheme } from '../../schemes/rules/parse.js';
import type { SecretSources } from '../secrets/secrets.js';
import type { ShapeOptions } from '../../checks/shape.js';

/** What the parts of a configuration are resolved against. */
export interface Context {
  readonly report: Report;
  readonly sources: SecretSources;
  /** The user's own schemes that are in order. */
  readonly ownSchemes: Readonly<Record<string, Scheme>>;
  /** Every name under `schemes`, faulty ones too: a route that uses one is not to blame. */
  readonly ownNames: ReadonlySet<string>;
  /** Lower-case names of every scheme's signature, time and id headers. */
  readonly signed: ReadonlySet<string>;
  /** For dates; undefined: none is looked at. */
  readonly now: EpochMs | undefined;
}

/** Reads the user's own schemes and makes the context of everything else. */
export function makeContext(
  given: Readonly<Record<string, unknown>> | undefined,
  report: Report,
  sources: SecretSources,
  texts: ShapeOptions['texts'],
  now: EpochMs | undefined,
): Context {
  const ownSchemes = Object.create(null) as Record<string, Scheme>;
  const ownNames = new Set<string>();
  for (const [name, value] of Object.entries(given ?? {})) {
    if (name.startsWith('x-')) continue;
    ownNames.add(name);
    const at = member('schemes', name);
    if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) || !isLabel(name)) {
      report.fault(at, 'a scheme is named in kebab-case, such as my-provider');
    }
    if (Object.hasOwn(builtIn, name)) report.fault(at, 'this is the name of a built-in scheme; take another');
    const parsed = parseScheme(value, ['schemes', name], texts ? { texts } : {});
    if (!parsed.ok) report.faults.push(...parsed.faults);
    else if (!report.faults.some((fault) => within(fault.path, at))) ownSchemes[name] = parsed.scheme;
  }
  const signed = signatureHeadersOf([...Object.values(builtIn), ...Object.values(ownSchemes)]);
  return { report, sources, ownSchemes, ownNames, signed, now };
}

/** The scheme of a source or destination; undefined where there is none to go on with. */
export function findScheme(name: string | undefined, path: string, context: Context): Scheme | undefined {
  const at = member(path, 'scheme');
  if (name !== undefined) return namedScheme(name, at, context);
  context.report.missing(at, 'is required: the name of a scheme (webhook-gateway schemes lists them)');
  return undefined;
}

/** The scheme of a name, built in or the user's own; undefined where there is none to go on with. */
export function namedScheme(name: string, at: string, context: Context): Scheme | undefined {
  const { report, ownSchemes, ownNames } = context;
  if (Object.hasOwn(builtIn, name)) return builtIn[name];
  if (Object.hasOwn(ownSchemes, name)) return ownSchemes[name];
  if (!ownNames.has(name)) {
    const known = [...Object.keys(builtIn), ...ownNames];
    report.fault(at, `unknown scheme${didYouMean(name, known) || `; known: ${known.join(', ')}`}`);
  }
  return undefined;
}

/** Scheme `none` is a decision that must say why; every other scheme has nothing to excuse. */
export function checkReason(
  reason: string | undefined,
  scheme: Scheme | undefined,
  path: string,
  report: Report,
): void {
  if (!scheme) return;
  const at = member(path, 'reason');
  if (scheme.signature === undefined && reason === undefined) {
    report.missing(at, 'an unsigned scheme needs reason: "why nothing is signed here"');
  } else if (scheme.signature !== undefined && reason !== undefined) {
    report.fault(at, 'belongs to scheme none only');
  }
}
