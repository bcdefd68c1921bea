/** The Kubernetes manifests as values of Kubernetes' own types: the compiler finds what `kubectl apply` would refuse. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../docs/markdown.js';
import { MANIFESTS, SHARED_FILE, manifests, one, type Manifest } from './files.js';

const PACKAGES: Readonly<Record<string, string>> = {
  v1: 'core/v1',
  'apps/v1': 'apps/v1',
  'networking.k8s.io/v1': 'networking/v1',
  'policy/v1': 'policy/v1',
  'autoscaling/v2': 'autoscaling/v2',
};

/** Manifests as literals of their types, for which the compiler refuses unknown keys. @returns what it says. */
function compiled(given: readonly Manifest[]): string {
  // Below node_modules, where the types are found.
  const cache = join(ROOT, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'manifests-'));
  const lines = given.map((manifest, i) => {
    const from = `kubernetes-types/${PACKAGES[manifest.apiVersion] ?? manifest.apiVersion}.js`;
    return `import type { ${manifest.kind} as T${i} } from '${from}';
export const manifest${i}: T${i} = ${JSON.stringify(manifest, undefined, 2)};`;
  });
  writeFileSync(join(folder, 'manifests.mts'), lines.join('\n'));
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    // Kubernetes' types are taken as they are.
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--types',
    'node',
  ];
  try {
    const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
    return execFileSync(tsc, [...options, 'manifests.mts'], { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    return String((error as { stdout?: string }).stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the manifests', () => {
  it('have no key and no kind of value that Kubernetes does not know', () => {
    const known = MANIFESTS.flatMap(manifests).filter(({ kind }) => kind !== 'PodMonitor');
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
