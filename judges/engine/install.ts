/** The SDKs, installed beside the project; scripts of packages are not run. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Judge } from './judge.js';

export const JUDGES = fileURLToPath(new URL('../', import.meta.url));

export interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

/** Versions by package, as a lockfile has them. */
export function versionsIn(folder = JUDGES): Readonly<Record<string, string>> {
  const lock = JSON.parse(readFileSync(`${folder}package-lock.json`, 'utf8')) as Lock;
  const direct = Object.entries(lock.packages).flatMap(([path, { version = '' }]) => {
    const [, name] = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path) ?? [];
    return name === undefined ? [] : [[name, version] as const];
  });
  return Object.fromEntries(direct);
}

/** As the lockfile says; what an earlier run left is kept where the lockfile is the same. */
export function installLocked(): void {
  const print = createHash('sha256')
    .update(readFileSync(`${JUDGES}package-lock.json`))
    .update(process.version)
    .digest('hex');
  const mark = `${JUDGES}node_modules/.judges`;
  if (existsSync(mark) && readFileSync(mark, 'utf8') === print) return;
  npm(JUDGES, 'ci');
  writeFileSync(mark, print);
}

/** The newest versions, in a folder of their own; the lockfile stays as it is. */
export function installNewest(): string {
  const folder = `${JUDGES}newest/`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const { dependencies } = JSON.parse(readFileSync(`${JUDGES}package.json`, 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
  };
  const newest = Object.fromEntries(Object.keys(dependencies).map((name) => [name, 'latest']));
  writeFileSync(
    `${folder}package.json`,
    JSON.stringify({ private: true, type: 'module', dependencies: newest }),
  );
  for (const file of ['load.js', '.npmrc']) copyFileSync(JUDGES + file, folder + file);
  npm(folder, 'install');
  return folder;
}

function npm(folder: string, command: 'ci' | 'install'): void {
  const { status, error, stderr } = spawnSync('npm', [command, '--ignore-scripts', '--loglevel=error'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`npm ${command} in ${folder}: ${error?.message ?? stderr}`);
}

/** Imports from that folder's packages; a CommonJS package's members are there whether the loader saw them or not. */
export async function loaderOf(folder: string): Promise<(judge: Judge) => Promise<unknown>> {
  const { load } = (await import(pathToFileURL(`${folder}load.js`).href)) as {
    load: (specifier: string) => Promise<Record<string, unknown>>;
  };
  return async (judge) => {
    const members = {};
    for (const specifier of [judge.entry ?? judge.package].flat()) {
      const loaded = await load(specifier);
      Object.assign(members, loaded['default'], loaded);
    }
    return members;
  };
}
