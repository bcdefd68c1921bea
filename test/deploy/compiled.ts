/** Manifests as values of Kubernetes' own types, and of the Prometheus Operator's and KEDA's: the compiler judges them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../docs/markdown.js';
import { fetched, type Pinned } from '../helpers/packages.js';
import { STRICT_CONSUMER } from '../helpers/strict-consumer.js';

const PACKAGES: Readonly<Record<string, string>> = {
  v1: 'core/v1',
  'apps/v1': 'apps/v1',
  'batch/v1': 'batch/v1',
  'networking.k8s.io/v1': 'networking/v1',
  'policy/v1': 'policy/v1',
  'autoscaling/v2': 'autoscaling/v2',
};

/** Made from the definitions that the operators install (0.90.1 and 2.10.1); their own packages want a newer Node. */
const OPERATORS: Readonly<Record<string, { readonly pinned: Pinned; readonly folder: string }>> = {
  'monitoring.coreos.com/v1': {
    pinned: {
      spec: '@kubernetes-models/prometheus-operator@5.0.1',
      integrity:
        'sha512-ta18PtLJP7Wvz8bFndtWNLkf/QKs67iX9RWUhSD4EPEeEfZVUi9amNce//RlayT4PUm9tM9lokc3jZah30GGhg==',
    },
    folder: 'monitoring.coreos.com/v1',
  },
  'keda.sh/v1alpha1': {
    pinned: {
      spec: '@kubernetes-models/keda@0.4.2',
      integrity:
        'sha512-P9MRy75MK+AEsiPx+sE15etDGHBNgKmqs2lJ4c5GS3mzus86wOIZ9USkHuAefnAdqp1RiuXyGSe0woGOwja3kg==',
    },
    folder: 'keda.sh/v1alpha1',
  },
};

interface Typed {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Manifests as literals of their types, for which the compiler refuses unknown keys. @returns what it says. */
export function compiled(given: readonly Typed[]): string {
  // Below node_modules, where the types are found.
  const cache = join(ROOT, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'manifests-'));
  const lines = given.map((manifest, i) => {
    return `import type { ${nameOf(manifest)} as T${i} } from '${typesOf(manifest, folder)}';
export const manifest${i}: T${i} = ${JSON.stringify(manifest, undefined, 2)};`;
  });
  writeFileSync(join(folder, 'manifests.mts'), lines.join('\n'));
  // Kubernetes' types are taken as they are.
  const options = [...STRICT_CONSUMER, '--skipLibCheck'];
  try {
    const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
    return execFileSync(tsc, [...options, 'manifests.mts'], { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    return String((error as { stdout?: string }).stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function nameOf({ apiVersion, kind }: Typed): string {
  return apiVersion in OPERATORS ? `I${kind}` : kind;
}

/** Where the compiler finds the type of a manifest. */
function typesOf({ apiVersion, kind }: Typed, folder: string): string {
  const operator = OPERATORS[apiVersion];
  if (!operator) return `kubernetes-types/${PACKAGES[apiVersion] ?? apiVersion}.js`;
  const types = readFileSync(join(fetched(operator.pinned), operator.folder, `${kind}.d.ts`), 'utf8');
  // The package's own metadata is of a package that is not there; Kubernetes' is.
  const metadata = "import type { ObjectMeta as IObjectMeta } from 'kubernetes-types/meta/v1.js';";
  const known = types.replace(/^import \{ IObjectMeta \}.*$/m, metadata);
  if (known === types) throw new Error(`${operator.pinned.spec} writes its types otherwise than it did`);
  writeFileSync(join(folder, `${kind}.d.ts`), known);
  return `./${kind}.js`;
}
