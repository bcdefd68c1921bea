/**
 * Real programs that tests need, found or fetched: on PATH, else installed from Debian's archive as root (said in a
 * line; `NO_INSTALL=1` forbids it). Nothing is skipped silently: who finds nothing gets an error that says what to do.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

interface Tool {
  /** Executables, the preferred one first. */
  readonly names: readonly string[];
  readonly debianPackage: string;
}

/** @returns the full path of the first of these executables that is on PATH. */
export function onPath(names: readonly string[]): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/bin'];
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here; the next folder may have it.
      }
    }
  }
  return undefined;
}

/** @returns the path, found or installed; undefined where neither is possible. */
export function findOrInstall(tool: Tool): string | undefined {
  const found = onPath(tool.names);
  if (found !== undefined) return found;
  if (process.env['NO_INSTALL'] === '1' || process.getuid?.() !== 0 || onPath(['apt-get']) === undefined) {
    return undefined;
  }
  console.log(`tests: installing Debian's ${tool.debianPackage} (NO_INSTALL=1 forbids it)`);
  if (!install(tool.debianPackage)) {
    apt(['update']);
    install(tool.debianPackage);
  }
  return onPath(tool.names);
}

/** @throws Error with one line that says what to install. */
export function findPromtool(): string {
  const path = findOrInstall({ names: ['promtool'], debianPackage: 'prometheus' });
  if (path === undefined) {
    throw new Error("these tests need promtool: install Prometheus (Debian's package is `prometheus`)");
  }
  return path;
}

/** @returns a container engine that answers. */
export function findContainerEngine(): string | undefined {
  return ['docker', 'podman'].find((name) => {
    if (onPath([name]) === undefined) return false;
    return spawnSync(name, ['info'], { stdio: 'ignore', timeout: 10_000 }).status === 0;
  });
}

function install(debianPackage: string): boolean {
  return apt(['install', '-y', '--no-install-recommends', debianPackage]);
}

function apt(args: readonly string[]): boolean {
  try {
    // Two test processes may ask at once: the second waits for the first one's lock.
    execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', '-qq', ...args], {
      stdio: 'ignore',
      timeout: 300_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    return true;
  } catch {
    return false;
  }
}
