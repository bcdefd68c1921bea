/** The files of a release, out of a tree that is built. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { billOf } from './bill.js';
import { bundledIn, type Part } from './bundled.js';
import { digestOf, writeChecksums } from './checksums.js';
import { read, run } from './run.js';

export const LICENSES = 'THIRD-PARTY-LICENSES.txt';
export const NOTES = 'NOTES.md';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly description: string;
  readonly repository: { readonly url: string };
}

/** The packages that npm gets: where each lies in the tree, and which parts of the build it holds. */
const PACKAGES: readonly { readonly folder: string; readonly parts: readonly Part[] }[] = [
  { folder: '.', parts: ['program', 'library', 'console'] },
  { folder: 'dist/library-package', parts: ['library'] },
];

export function emptied(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

/** Packs both packages, each with its bill of materials beside it. */
export function writePackages(tree: string, to: string): void {
  for (const { folder, parts } of PACKAGES) {
    const from = join(tree, folder);
    const packed = read(from, 'npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', to]);
    const [{ filename = '' } = {}] = JSON.parse(packed) as { filename?: string }[];
    const { repository, ...manifest } = JSON.parse(
      readFileSync(join(from, 'package.json'), 'utf8'),
    ) as Manifest;
    const sha512 = digestOf(join(to, filename), 'sha512');
    const bill = billOf({ ...manifest, repository: repository.url, sha512 }, bundledIn(tree, parts));
    writeFileSync(join(to, `${manifest.name}-${manifest.version}.cdx.json`), bill);
  }
}

/** @throws Error where packing leaves no chart of this version */
export function writeCharts(tree: string, to: string, version: string): void {
  const before = readdirSync(to);
  run(tree, ['node', 'scripts/pack-charts.js', to]);
  const charts = readdirSync(to).filter((file) => !before.includes(file));
  const wrong = charts.filter((file) => !file.endsWith(`-${version}.tgz`));
  if (charts.length === 0 || wrong.length > 0)
    throw new Error(
      `scripts/pack-charts.js made ${charts.join(', ') || 'nothing'}, not charts of ${version}`,
    );
}

/** What goes beside the tarballs, and the checksums of all. */
export function writeRest(tree: string, to: string, notes: string): void {
  copyFileSync(join(tree, 'dist/program/LICENSES.txt'), join(to, LICENSES));
  writeFileSync(join(to, NOTES), `${notes}\n`);
  writeChecksums(to);
}
