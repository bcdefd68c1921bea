/** The bill of materials of each package: what the bundler took in, all of it and nothing else, in CycloneDX's own schema. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../scripts/release/checksums.js';
import { writePackages } from '../../scripts/release/files.js';
import { ROOT, read } from '../docs/markdown.js';
import '../helpers/program.js';

const { name: NAME, version: VERSION } = JSON.parse(read('package.json')) as Record<
  'name' | 'version',
  string
>;
const folders: readonly string[] = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'bill-')));
const [once = '', again = ''] = folders;

beforeAll(() => {
  for (const folder of folders) writePackages(ROOT, folder);
}, 60_000);
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

interface Component {
  readonly 'bom-ref': string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses: readonly object[];
  readonly properties: readonly { readonly value: string }[];
}

interface Bill {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

function billOf(name: string): Bill {
  return JSON.parse(readFileSync(join(once, `${name}-${VERSION}.cdx.json`), 'utf8')) as Bill;
}

function fullName({ group, name }: Component): string {
  return group === undefined ? name : `${group}/${name}`;
}

/** Packages whose paths stand in what was built: the bundler leaves those of CommonJS modules there. */
function pathsIn(folder: string): readonly string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((file) => /\.c?js$/.test(file))
    .map((file) => readFileSync(join(ROOT, folder, file), 'utf8'));
  const found = texts.flatMap((text) =>
    // A module that was left empty is none.
    Array.from(
      text.matchAll(/["']node_modules\/((?:@[^/"']+\/)?[^/"']+)\/[^"']+["'](?!\(\)\{\})/g),
      ([, name = '']) => name,
    ),
  );
  return [...new Set(found)];
}

it('both packages are packed to the same bytes twice', () => {
  expect(readdirSync(once).sort()).toEqual([
    `${NAME}-${VERSION}.cdx.json`,
    `${NAME}-${VERSION}.tgz`,
    `${NAME}-library-${VERSION}.cdx.json`,
    `${NAME}-library-${VERSION}.tgz`,
  ]);
  for (const file of readdirSync(once))
    expect(digestOf(join(again, file)), file).toBe(digestOf(join(once, file)));
});

describe.each([NAME, `${NAME}-library`])('the bill of %s', (name) => {
  it('keeps the schema of CycloneDX 1.6', async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    const text = readFileSync(join(once, `${name}-${VERSION}.cdx.json`), 'utf8');
    expect(await validator.validate(text)).toBeNull();
    // The validator does refuse.
    expect(await validator.validate(text.replace('"library"', '"book"'))).not.toBeNull();
  });

  it('is of this tarball, and all that is in it stands below it', () => {
    const { metadata, components, dependencies } = billOf(name);
    const tarball = join(once, `${name}-${VERSION}.tgz`);
    expect(metadata.component.hashes).toEqual([{ alg: 'SHA-512', content: digestOf(tarball, 'sha512') }]);
    expect(metadata.component.purl).toBe(`pkg:npm/${name}@${VERSION}`);
    const root = dependencies.find(({ ref }) => ref === metadata.component['bom-ref']);
    expect(root?.dependsOn).toEqual(components.map((component) => component['bom-ref']).sort());
  });

  it('says version, address, licence and hash of each as they are locked and installed', () => {
    const lock = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { version: string; integrity: string; license: string }>;
    };
    const { components } = billOf(name);
    expect(components.length).toBeGreaterThan(0);
    for (const component of components) {
      const full = fullName(component);
      const locked = Object.entries(lock.packages).filter(
        ([path, { version }]) => path.endsWith(`node_modules/${full}`) && version === component.version,
      );
      const hashes = locked.map(([, { integrity }]) =>
        Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex'),
      );
      expect(hashes, full).toContain(component.hashes[0]?.content);
      expect(component.purl).toBe(`pkg:npm/${full.replace('@', '%40')}@${component.version}`);
      expect(component.licenses, full).toHaveLength(1);
    }
  });
});

describe('what is in the packages', () => {
  const named = (name: string) => billOf(name).components.map(fullName);

  it('is named in the bill wherever the bundler left its path in the code', () => {
    const inProgram = [...pathsIn('dist/program'), ...pathsIn('dist/library'), ...pathsIn('dist/console')];
    expect(inProgram).toEqual(expect.arrayContaining(['express', 'ioredis', 'bullmq']));
    expect(named(NAME)).toEqual(expect.arrayContaining([...inProgram]));
    expect(named(`${NAME}-library`)).toEqual(expect.arrayContaining([...pathsIn('dist/library-package')]));
  });

  it('has its licence beside it, package for package', () => {
    const licences = read('dist/program/LICENSES.txt');
    const listed = Array.from(
      licences.matchAll(/^((?:@[\w.-]+\/)?[\w.-]+ \d+\.\d+\.\d+\S*): \S/gm),
      ([, one = '']) => one,
    );
    const { components } = billOf(NAME);
    expect(listed.sort()).toEqual(components.map((one) => `${fullName(one)} ${one.version}`).sort());
  });

  it('does not hold what tests, judges and the build alone use', () => {
    for (const tool of ['svix', 'standardwebhooks', 'vitest', 'typescript', 'jose', 'body-parser', 'marked'])
      expect(named(NAME)).not.toContain(tool);
    expect(named(NAME)).toEqual(expect.arrayContaining(['zod', 'preact', 'uplot', 'jsonata', 'pino']));
    expect(named(`${NAME}-library`)).not.toEqual(expect.arrayContaining(['express']));
  });
});
