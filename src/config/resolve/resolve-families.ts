/** The schemes of a source: one, or several that share its secrets and differ in the names of their headers. */
import { member } from '../../checks/report.js';
import { whyUnlike } from '../../schemes/rules/alike.js';
import type { Scheme } from '../../schemes/spec.js';
import type { NamedScheme } from '../config.js';
import type { SourceShape } from '../schema.js';
import { findScheme, namedScheme, type Context } from './context.js';

export interface Families {
  /** By which ids, times and all else are read. */
  readonly schemeName: string;
  readonly scheme: Scheme | undefined;
  readonly alike: readonly NamedScheme[];
}

/** @param path of the source */
export function resolveFamilies(given: SourceShape['scheme'], path: string, context: Context): Families {
  if (!Array.isArray(given))
    return { schemeName: given ?? '', scheme: findScheme(given, path, context), alike: [] };
  const at = member(path, 'scheme');
  const found = given.map((name, i) => {
    const scheme = name === undefined ? undefined : namedScheme(name, member(at, i), context);
    return name !== undefined && scheme ? { schemeName: name, scheme } : undefined;
  });
  const [first, ...others] = found;
  const alike: NamedScheme[] = [];
  others.forEach((other, i) => {
    if (!first || !other) return;
    const why = [first, ...alike].map((one) => whyUnlike(one.scheme, other.scheme)).find((fault) => fault);
    if (why === undefined) alike.push(other);
    else {
      context.report.fault(
        member(at, i + 1),
        `${other.schemeName} cannot stand beside ${first.schemeName}: ${why}; a list takes schemes that differ in the names of their headers alone, so give this one a route of its own`,
      );
    }
  });
  return { schemeName: first?.schemeName ?? '', scheme: first?.scheme, alike };
}
