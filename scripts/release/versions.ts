/** Every place of the tree where the version stands: read, compared and written from here alone. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { read } from './run.js';

/** A release is X.Y.Z: nothing here needs more. */
const VERSION = String.raw`\d+\.\d+\.\d+`;

export interface Place {
  readonly file: string;
  readonly version: string;
}

export function nameOf(root: string): string {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string }).name;
}

export function isVersion(text: string): boolean {
  return new RegExp(`^(?:0|[1-9]\\d*)(?:\\.(?:0|[1-9]\\d*)){2}$`).test(text);
}

/** @returns a number below 0 if the first is the older one */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => text.split('.').map(Number));
  for (const [i, part] of (a ?? []).entries()) if (part !== b?.[i]) return part - (b?.[i] ?? 0);
  return 0;
}

/** Where in a file, by its path from the root: what stands before the version in the first group. */
function patternFor(file: string, name: string): RegExp | undefined {
  if (file === 'package.json' || file === 'package-lock.json')
    return new RegExp(`("name": "${name}",\\s+"version": ")(${VERSION})(?=")`, 'g');
  if (/^charts\/[^/]+\/Chart\.yaml$/.test(file))
    return new RegExp(`^((?:version|appVersion): *["']?)(${VERSION})(?=["']? *$)`, 'gm');
  // What its templates know of it (`npm run docs:write`).
  if (/^charts\/[^/]+\/templates\/.*\.tpl$/.test(file))
    return new RegExp(`(define "[\\w-]+\\.version" -\\}\\}\\n)(${VERSION})(?=\\n)`, 'g');
  // The image, in files to copy and in pages. A changelog says what was.
  if (/\.(?:ya?ml|md)$/.test(file) && file !== 'CHANGELOG.md')
    return new RegExp(`((?:/|(?<=\\s))${name}:|${name}(?:, |\\n\\s+)newTag: ["']?)(${VERSION})\\b`, 'g');
  return undefined;
}

/** Files that git knows. */
function filesOf(root: string): readonly string[] {
  return read(root, 'git', ['ls-files']).split('\n');
}

export function versionsIn(root: string): readonly Place[] {
  const name = nameOf(root);
  return filesOf(root).flatMap((file) => {
    const pattern = patternFor(file, name);
    if (pattern === undefined) return [];
    const text = readFileSync(join(root, file), 'utf8');
    return Array.from(text.matchAll(pattern), ([, , version = '']) => ({ file, version }));
  });
}

/** Writes a version in each of these files; `to` has the same files as the tree they were found in. */
export function writeVersion(to: string, places: readonly Place[], version: string): readonly string[] {
  const files = [...new Set(places.map(({ file }) => file))];
  const name = nameOf(to);
  for (const file of files) {
    const pattern = patternFor(file, name);
    if (pattern === undefined) throw new Error(`no version is written in ${file}`);
    const text = readFileSync(join(to, file), 'utf8');
    writeFileSync(
      join(to, file),
      text.replace(pattern, (_, before: string) => before + version),
    );
  }
  return files;
}
