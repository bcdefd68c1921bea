/** Builds the program where sources are newer than the last build that came to its end. */
import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What package.json's `bin` names. */
const MAIN = `${ROOT}dist/main.js`;
/** What the build writes last (scripts/finish-build.js). */
const FINISHED = `${ROOT}dist/cjs/package.json`;
const INPUTS = [
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'tsconfig.cjs.json',
  'scripts',
  'src',
  'console',
  // The console has it as its runbook.
  'docs/operations.md',
];

/**
 * @returns the program's path
 * @throws Error with the compiler's words where it does not build
 */
export async function buildProgram(): Promise<string> {
  const built = statSync(FINISHED, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (newest() <= built) return MAIN;
  try {
    await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: ROOT });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`the build failed:\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
  return MAIN;
}

function newest(): number {
  const files = INPUTS.flatMap((input) =>
    statSync(ROOT + input).isDirectory()
      ? ['', ...readdirSync(ROOT + input, { recursive: true, encoding: 'utf8' })].map(
          (path) => `${input}/${path}`,
        )
      : [input],
  );
  return Math.max(...files.map((path) => statSync(ROOT + path).mtimeMs));
}
