/** The built program, for tests that run it as a process: built once for all of them, and only where sources are newer. */
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What package.json's `bin` names. */
export const MAIN = `${ROOT}dist/main.js`;

/** @throws Error with the compiler's words where it does not build. */
export function buildOnce(): void {
  const built = statSync(MAIN, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const inputs = readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' }).map(
    (path) => `src/${path}`,
  );
  const newest = Math.max(
    ...[...inputs, 'package.json', 'tsconfig.build.json'].map((path) => statSync(ROOT + path).mtimeMs),
  );
  if (newest <= built) return;
  try {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'pipe' });
  } catch (error) {
    throw new Error(`the build failed:\n${String((error as { stdout?: Buffer }).stdout)}`, { cause: error });
  }
}
