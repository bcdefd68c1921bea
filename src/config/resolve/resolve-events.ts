/** A route's `events` against the scheme of its source: a filter that nothing can pass drops all without a word. */
import { member, type Report } from '../../checks/report.js';
import { parseEventPattern } from '../../policy/event-patterns.js';
import { SHAPE_WORDS, beginsShape, hasShape } from '../../schemes/engine/shapes.js';
import { unsignedEventHeaders } from '../../schemes/rules/unsigned.js';
import type { Scheme, Shape } from '../../schemes/spec.js';

/** @param events as written, at least one. @param path where they stand */
export function checkEvents(
  events: readonly (string | undefined)[],
  scheme: Scheme,
  path: string,
  report: Report,
): void {
  const { event = [], identity, sourceId } = scheme;
  if (event.length === 0) {
    report.fault(path, 'the scheme of the source yields no event name, so nothing would ever match');
  }
  const unsigned = unsignedEventHeaders(scheme);
  if (unsigned.length > 0 && identity.includes('sourceId') && sourceId && 'header' in sourceId) {
    report.fault(
      path,
      `rests on ${unsigned.join(', ')}, and the scheme tells equal bodies apart by ${sourceId.header}: together too much that nobody signed; leave events out, or sourceId out of the scheme's identity`,
    );
  }
  const shaped = shapedHeaders(scheme);
  if (!shaped) return;
  events.forEach((written, i) => {
    if (written !== undefined && !isPossible(written, shaped)) {
      const says = shaped.map(({ header, shape }) => `${header} is ${SHAPE_WORDS[shape]}`).join('; ');
      report.fault(member(path, i), `no event of this scheme has such a name: ${says}`);
    }
  });
}

interface Shaped {
  readonly header: string;
  readonly shape: Shape;
}

/** Undefined if a name may come from elsewhere, or in any form. */
export function shapedHeaders({ event = [] }: Scheme): readonly Shaped[] | undefined {
  const shaped = event.flatMap((place) =>
    'header' in place && place.shape !== undefined ? [{ header: place.header, shape: place.shape }] : [],
  );
  return shaped.length > 0 && shaped.length === event.length ? shaped : undefined;
}

/** What stands behind `!` drops nothing if it never fits. */
function isPossible(written: string, shaped: readonly Shaped[]): boolean {
  const pattern = parseEventPattern(written);
  if (typeof pattern === 'string' || pattern.not) return true;
  const fits = pattern.isBeginning ? beginsShape : hasShape;
  return shaped.some(({ shape }) => fits(pattern.text, shape));
}
