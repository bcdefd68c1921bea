/** The SDKs, installed beside the project; scripts of packages are not run. */
import { spawn } from 'node:child_process';
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
export async function installLocked(): Promise<void> {
  const lock = `${JUDGES}package-lock.json`;
  await onceFor(`${JUDGES}node_modules/.judges`, [lock], process.version, () => npm(JUDGES, 'ci'));
}

/** Does something unless the mark says that it was done for just these files and this tool. */
export async function onceFor(
  mark: string,
  files: readonly string[],
  tool: string,
  install: () => Promise<void>,
): Promise<void> {
  const hash = createHash('sha256').update(tool);
  for (const file of files) hash.update(readFileSync(file));
  const print = hash.digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === print) return;
  await install();
  writeFileSync(mark, print);
}

/** The newest versions, in a folder of their own; the lockfile stays as it is. */
export async function installNewest(): Promise<string> {
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
  await npm(folder, 'install');
  return folder;
}

async function npm(folder: string, command: 'ci' | 'install'): Promise<void> {
  await run(folder, 'npm', [command, '--ignore-scripts', '--loglevel=error']);
}

/** @returns what it wrote. @throws Error with what it complained of. */
export function run(folder: string, program: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(out);
      else
        reject(
          new Error(`${program} ${args.join(' ')} in ${folder}: ${complaint.trim() || out.slice(-500)}`),
        );
    });
    child.stdin.end(input);
  });
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
