/**
 * What verifies was signed so, and in one way only: whoever holds one genuine delivery makes of it nothing that reads
 * otherwise. A fixed seed and count here; more of both by hand (CONTRIBUTING.md).
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schemes } from '../../../src/schemes/catalogue/index.js';
import { Refusal } from '../../../src/schemes/engine/verify.js';
import { createLabelReader } from '../../../src/schemes/engine/labels.js';
import { readIdentity } from '../../../src/schemes/engine/read.js';
import { size, tell } from '../../helpers/larger-runs.js';
import { subjectsOf, type Subject } from '../subject.js';
import { altered, alterations, printed } from './alterations.js';
import { capturedOf, deliveryOf, type Captured } from './captured.js';
import { customSchemes } from './custom-schemes.js';
import { itemsOf, readingOf } from './reading.js';
import type { Sent } from '../writer.js';

const RUNS = size('FUZZ_RUNS', 700);
const SEED = size('FUZZ_SEED', 11);
const CUSTOM = size('FUZZ_SCHEMES', 100);

const named = (subjects: readonly Subject[]): (readonly [string, Subject])[] =>
  subjects.map((subject) => [subject.name, subject] as const);

const builtIn = named(Object.keys(schemes).flatMap((name) => subjectsOf(name)));
const custom = named(
  [...customSchemes(CUSTOM, SEED)].flatMap(([name, scheme]) => subjectsOf(name, scheme)),
).filter(([, subject]) => capturedOf(subject).length > 0);

/** Long enough for any number of runs by hand; a run that hangs ends the whole. */
const LIMIT = { timeout: 3_600_000 };

const counts = { subjects: 0, cases: 0, accepted: 0 };

/** @throws where the request verifies and reads otherwise than the genuine one */
function judge({ subject, verify, reading, called }: Captured, sent: Sent): void {
  const verified = verify(deliveryOf(sent));
  counts.cases++;
  if (verified instanceof Refusal) return;
  counts.accepted++;
  const request = `${JSON.stringify(called)}\n${printed(sent)}`;
  expect(readingOf(subject, verified), request).toEqual(readingOf(subject, reading));
  expect(itemsOf(subject, reading), request).toEqual(expect.arrayContaining([...itemsOf(subject, verified)]));
  const provesBody = ['bytes', 'form', 'meaning'].includes(subject.covers);
  if (!provesBody) return;
  const identityOf = (one: typeof verified): string =>
    readIdentity(subject.scheme, one, 'default', () => '0');
  if (identityOf(verified) === identityOf(reading)) return;
  const labelOf = createLabelReader(subject.scheme, true);
  expect(labelOf?.(verified), request).not.toEqual(labelOf?.(reading));
}

function fuzz(subject: Subject): void {
  const captured = capturedOf(subject);
  expect(captured).not.toEqual([]);
  counts.subjects++;
  const run = fc.property(fc.constantFrom(...captured.keys()), alterations, (at, steps) => {
    const one = captured[at];
    if (one) judge(one, altered(one.sent, subject, steps));
  });
  fc.assert(run, { numRuns: RUNS, seed: SEED });
}

describe('nothing altered reads otherwise', LIMIT, () => {
  test.each(builtIn)('%s', (_, subject) => {
    fuzz(subject);
  });
  test.each(custom)('a user’s scheme: %s', (_, subject) => {
    fuzz(subject);
  });
  test('and there was something to read', () => {
    expect(counts.accepted).toBeGreaterThan(0);
    tell('altered requests', counts);
  });
});
