/** The Kubernetes manifests as values of Kubernetes' own types: the compiler finds what `kubectl apply` would refuse. */
import { describe, expect, it } from 'vitest';
import { compiled } from './compiled.js';
import { MANIFESTS, SHARED_FILE, manifests, one, type Manifest } from './files.js';

describe('the manifests', () => {
  it('have no key and no kind of value that Kubernetes does not know', () => {
    const known = MANIFESTS.flatMap(manifests);
    expect(known.length).toBeGreaterThan(10);
    expect(compiled(known)).toBe('');
  }, 60_000);

  it('would be refused for a misspelt key, a wrong kind of value or a missing one, however deep', () => {
    const text = JSON.stringify(one(SHARED_FILE, 'Deployment'));
    const wrong = [
      ['"livenessProbe"', '"livenesProbe"', `'"livenesProbe"' does not exist`],
      ['"maxSkew":1', '"maxSkew":"1"', "'string' is not assignable to type 'number'"],
      ['"containerPort":8080', '"hostIP":"a"', "Property 'containerPort' is missing"],
    ] as const;
    for (const [right] of wrong) expect(text).toContain(right);
    const said = compiled(wrong.map(([from, to]) => JSON.parse(text.replace(from, to)) as Manifest));
    for (const [, , fault] of wrong) expect(said).toContain(fault);
  }, 60_000);
});
