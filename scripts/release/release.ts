/** A release, step by step. It pushes nothing and publishes nothing: that is for a person and for the workflows. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { emptied, writeCharts, writePackages, writeRest } from './files.js';
import type { Options } from './options.js';
import { plan, type Plan } from './refusals.js';
import { run } from './run.js';
import { commitRelease, headOf, tagRelease, withExport, writeRelease } from './tree.js';

export interface Surroundings {
  /** The checkout. */
  readonly root: string;
  /** The command that judges the schemes; ends well if they hold. */
  readonly judges: readonly string[];
  /** As 2026-12-24. */
  readonly day: string;
  readonly tell: (line: string) => void;
}

/** Where the files are left, below the root. */
export const TO = 'release';

/** @throws Error that says why there is no release */
export function release(options: Options, around: Surroundings): void {
  const { root, tell, judges } = around;
  const step = stepper(tell);
  const planned = step('the tree, its versions and its change log', () => plan(root, options));
  step('the judges', () => {
    run(root, judges);
  });
  const undo =
    options.mode === 'cut' ? step('the commit of the version', () => commit(planned, around)) : undefined;
  try {
    makeFiles(planned, options, around);
    if (options.mode === 'cut') tagRelease(root, planned.version);
  } catch (error) {
    undo?.();
    throw error;
  }
  for (const line of whatIsLeft(options, planned)) tell(line);
}

function commit(planned: Plan, { root, day }: Surroundings): () => void {
  return commitRelease(root, planned, writeRelease(root, planned, day));
}

function makeFiles(planned: Plan, { mode }: Options, { root, day, tell }: Surroundings): void {
  const step = stepper(tell);
  const to = join(root, TO);
  withExport(root, (tree) => {
    if (mode === 'dry run') writeRelease(tree, planned, day);
    step('the packages that it is built with', () => {
      run(tree, ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']);
    });
    step('the build', () => {
      run(tree, ['npm', 'run', '--silent', 'build'], { GIT_COMMIT: headOf(root) });
    });
    emptied(to);
    step('the npm packages and their bills of materials', () => {
      writePackages(tree, to);
    });
    step('the charts', () => {
      writeCharts(tree, to, planned.version);
    });
    step('licences, notes and checksums', () => {
      writeRest(tree, to, planned.notes);
    });
  });
  for (const file of readdirSync(to).sort()) tell(`  ${TO}/${file}`);
}

/** Says what is done now, and how long it took. */
function stepper(tell: (line: string) => void): <T>(what: string, does: () => T) => T {
  return (what, does) => {
    const startedAt = performance.now();
    const done = does();
    tell(`${what}: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
    return done;
  };
}

function whatIsLeft({ mode }: Options, { version }: Plan): readonly string[] {
  switch (mode) {
    case 'dry run':
      return [`${version} could be released; nothing was committed, tagged or pushed`];
    case 'from tag':
      return [`these are the files of v${version}`];
    case 'cut':
      return [
        `${version} is committed and tagged here, and nowhere else. Left to do:`,
        '  git push origin HEAD',
        `  git push origin v${version}`,
      ];
  }
}
