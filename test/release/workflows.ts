/** The workflows as these tests read them, and their shell steps run with stand-ins for what only the real place has. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../docs/markdown.js';

export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

export interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

export const FOLDER = '.github/workflows';

export const WORKFLOWS: Readonly<Record<string, Workflow>> = Object.fromEntries(
  readdirSync(join(ROOT, FOLDER)).map((file) => [
    file.replace(/\.yml$/, ''),
    parse(readFileSync(join(ROOT, FOLDER, file), 'utf8')) as Workflow,
  ]),
);

/** Every shell step, by workflow, job and its name. */
export const RUNS: ReadonlyMap<string, Step> = new Map(
  Object.entries(WORKFLOWS).flatMap(([workflow, { jobs }]) =>
    Object.entries(jobs).flatMap(([job, { steps = [] }]) =>
      steps
        .filter(({ run }) => run !== undefined)
        .map((step) => [`${workflow}/${job}: ${step.name ?? ''}`, step] as const),
    ),
  ),
);

export interface Ran {
  readonly code: number | null;
  readonly stderr: string;
  /** What was called, with its words. */
  readonly calls: readonly string[];
}

/** What a stand-in prints when its words begin so; everything else prints nothing and succeeds. */
export type Answers = Readonly<Record<string, string>>;

/** Runs a step as the runner does, in a folder, with these programs replaced. */
export function runStep(
  name: string,
  folder: string,
  programs: readonly string[],
  { env = {}, answers = {} }: { env?: Readonly<Record<string, string>>; answers?: Answers } = {},
): Ran {
  const bin = join(folder, '.stand-ins');
  mkdirSync(bin, { recursive: true });
  const log = join(folder, '.calls');
  writeFileSync(log, '');
  for (const program of programs) {
    const cases = Object.entries(answers)
      .filter(([call]) => call.startsWith(`${program} `))
      .map(([call, answer]) => `  '${call}'*) printf '%s\\n' '${answer}';;\n`);
    writeFileSync(
      join(bin, program),
      `#!/bin/sh\nprintf '%s\\n' "${program} $*" >> '${log}'\ncase "${program} $*" in\n${cases.join('')}  *) ;;\nesac\n`,
    );
    chmodSync(join(bin, program), 0o755);
  }
  const { run = '' } = RUNS.get(name) ?? {};
  const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, ...env },
  });
  const calls = readFileSync(log, 'utf8').split('\n').filter(Boolean);
  return { code: status, stderr, calls };
}
