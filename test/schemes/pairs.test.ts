/** `destination.alsoSign` over the catalogue: what the checks let pass together verifies together. */
import { describe, expect, test } from 'vitest';
import { Report } from '../../src/checks/report.js';
import { resolveAlsoSign } from '../../src/config/resolve/also-sign.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { createSigner, whyUnsignable } from '../../src/schemes/engine/sign.js';
import { signAll } from '../../src/schemes/engine/sign-all.js';
import { Unsignable } from '../../src/schemes/engine/unsignable.js';
import { ID, keysOf, NOW, subjectsOf, URL_OF_TESTS, verdictOn, type Sent, type Subject } from './harness.js';

const subjects = Object.keys(schemes)
  .flatMap((name) => subjectsOf(name))
  .filter(({ scheme }) => whyUnsignable(scheme) === undefined);

/** Whether `check` lets both sign one request. */
function areAllowed(one: Subject, other: Subject): boolean {
  const report = new Report();
  const context = {
    report,
    sources: { env: {}, readFile: () => Buffer.alloc(0), baseDir: '/' } as never,
    ownSchemes: { [other.name]: other.scheme },
    ownNames: new Set<string>(),
    signed: new Set<string>(),
    now: undefined,
  };
  const secrets = [{ name: 'secret-1', value: one.secret, from: 'inline' }];
  const given = [{ scheme: other.name.split(',')[0], secrets: [other.secret] }];
  resolveAlsoSign(given, { scheme: one.scheme, secrets }, 'destination', context);
  return report.faults.length === 0;
}

/** A request with the signatures of all, about the body of one of them; undefined if it cannot be signed. */
function signedBy(all: readonly Subject[], { body, contentType }: Subject): Sent | undefined {
  const headers = ['Content-Type', contentType];
  const [first, ...others] = all.map((one) =>
    createSigner(one.scheme, keysOf(one.scheme, one.secret), URL_OF_TESTS),
  );
  if (!first) return undefined;
  try {
    const query = signAll(first, others, URL_OF_TESTS)({ id: ID, body }, NOW, headers);
    const url = query === undefined ? URL_OF_TESTS : `${URL_OF_TESTS}&${query}`;
    return { method: 'POST', url, headers, body };
  } catch (error) {
    if (error instanceof Unsignable) return undefined;
    throw error;
  }
}

const alone = new Map<string, boolean>();

/** Whether a scheme's own request about this body would verify, with nothing beside it. Asked for each partner again. */
function verifiesAlone(subject: Subject, about: Subject): boolean {
  const which = `${subject.name} about ${about.name}`;
  const known = alone.get(which);
  if (known !== undefined) return known;
  const sent = signedBy([subject], about);
  const verifies = sent !== undefined && verdictOn(subject, sent) === 'accepted';
  alone.set(which, verifies);
  return verifies;
}

describe('any two schemes that may sign one request', () => {
  test('both verify on it, whichever comes first', { timeout: 240_000 }, () => {
    const wrong: string[] = [];
    let verified = 0;
    for (const one of subjects) {
      for (const other of subjects) {
        if (!areAllowed(one, other)) continue;
        const about = [one, other].find((it) => verifiesAlone(one, it) && verifiesAlone(other, it));
        if (!about) continue;
        const sent = signedBy([one, other], about);
        const verdicts = [one, other].map((it) => (sent ? verdictOn(it, sent) : 'unsignable'));
        if (verdicts.every((verdict) => verdict === 'accepted')) verified++;
        else wrong.push(`${one.name} + ${other.name}: ${verdicts.join(', ')}`);
      }
    }
    expect(wrong).toEqual([]);
    // Most of the catalogue signs any JSON in a header of its own.
    expect(verified).toBeGreaterThan(10_000);
  });
});
