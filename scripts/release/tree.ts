/** The tree that a release is made from: what is committed and nothing else, in a folder of its own. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withSection } from './changelog.js';
import type { Plan } from './refusals.js';
import { read, run } from './run.js';
import { writeVersion } from './versions.js';

export function headOf(root: string): string {
  return read(root, 'git', ['rev-parse', 'HEAD']).trim();
}

/** What is committed, in a folder that is gone afterwards. */
export function withExport<T>(root: string, use: (tree: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  try {
    const archive = join(folder, 'tree.tar');
    read(root, 'git', ['archive', '--output', archive, '--prefix', 'tree/', 'HEAD']);
    run(folder, ['tar', '-xf', archive]);
    return use(join(folder, 'tree'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the version and the change log's section. @returns the files that it wrote */
export function writeRelease(tree: string, { version, places }: Plan, day: string): readonly string[] {
  const file = join(tree, 'CHANGELOG.md');
  writeFileSync(file, withSection(readFileSync(file, 'utf8'), version, day));
  return [...writeVersion(tree, places, version), 'CHANGELOG.md'];
}

/** The commit of the version; whoever fails later takes it back. @returns how */
export function commitRelease(root: string, { version }: Plan, files: readonly string[]): () => void {
  const before = headOf(root);
  read(root, 'git', ['commit', '--quiet', '--message', `Release ${version}`, '--', ...files]);
  return () => {
    // The tree was clean when the release began.
    read(root, 'git', ['reset', '--quiet', '--hard', before]);
  };
}

export function tagRelease(root: string, version: string): void {
  read(root, 'git', ['tag', '--annotate', '--message', version, `v${version}`]);
}
