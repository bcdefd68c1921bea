/** Programs that a release runs: their output goes where it belongs, and one that fails ends the release. */
import { execFileSync } from 'node:child_process';

/** @returns what it printed. @throws Error with what it complained of */
export function read(folder: string, program: string, args: readonly string[]): string {
  return execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/**
 * Runs it and keeps its output for the case that it fails.
 * @throws Error with the last of its output
 */
export function run(
  folder: string,
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): void {
  try {
    execFileSync(program, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const said = `${stdout}${stderr}`.trim().slice(-2_000);
    throw new Error(`\`${[program, ...args].join(' ')}\` failed:\n${said}`, { cause: error });
  }
}
