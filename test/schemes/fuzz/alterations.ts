/** Every kind of step, one to three of them on one delivery. */
import fc from 'fast-check';
import type { Subject } from '../subject.js';
import type { Sent } from '../writer.js';
import { bentBodies } from './bent-bodies.js';
import { bentQueries } from './bent-queries.js';
import { doubledHeaders } from './doubled-headers.js';
import { movedBorders } from './moved-borders.js';
import { movedFields } from './moved-fields.js';
import { nestedJson } from './nested-json.js';
import { relabelled } from './relabelled.js';
import type { Step } from './step.js';

const step = fc.oneof(
  { weight: 3, arbitrary: movedBorders },
  { weight: 2, arbitrary: relabelled },
  { weight: 2, arbitrary: movedFields },
  { weight: 2, arbitrary: doubledHeaders },
  { weight: 2, arbitrary: nestedJson },
  bentBodies,
  bentQueries,
);

/** A failure names its steps in words. */
const said = step.map((one) => ({ ...one, [fc.toStringMethod]: () => one.what }));

export const alterations: fc.Arbitrary<readonly Step[]> = fc.array(said, { minLength: 1, maxLength: 3 });

export function altered(sent: Sent, subject: Subject, steps: readonly Step[]): Sent {
  return steps.reduce((so, { to }) => to(so, subject), sent);
}

/** A request as text, for whoever looks into a failure. */
export function printed({ method, url, headers, body }: Sent): string {
  const lines = headers.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${headers[i + 1] ?? ''}`] : []));
  return [`${method} ${url}`, ...lines, '', JSON.stringify(body.toString('latin1'))].join('\n');
}
