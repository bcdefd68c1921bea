/** `npm run bench`: checks that every variant does its job, measures, writes tables and drawings to bench/results. */
import { checkVariant } from './correctness.js';
import { measureBurst } from './growth/burst.js';
import { measurePaint } from './growth/first-paint.js';
import { measureMemory } from './growth/memory.js';
import { measureSize } from './growth/size.js';
import { measureStart } from './growth/start.js';
import { readOptions, USAGE, type Options } from './options.js';
import { createProgress } from './progress.js';
import { machineOf } from './report/machine.js';
import { RESULTS, writeResults } from './report/write.js';
import { takeCores } from './rig/cores.js';
import { withRig, type Rig } from './rig/rig.js';
import { runRounds } from './rounds.js';
import { BYTES, type Line, type Suite } from './suites/suite.js';

let options: Options;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exit(2);
}

try {
  const cores = takeCores();
  console.error(`${cores.told}\n`);
  for (const suite of options.suites) {
    await withRig(cores, suite.appendonly ?? false, (rig) => runSuite(rig, suite, options));
  }
  if (options.start) console.log(await measureStart(cores, options.rounds, options.builds));
  if (options.size) console.log(measureSize());
  if (options.memory) console.log(await measureMemory(cores));
  if (options.burst) console.log(await measureBurst(cores));
  if (options.paint) console.log(await measurePaint(cores, options.rounds));
  console.error(`written to ${RESULTS}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function runSuite(rig: Rig, suite: Suite, { rounds, seconds, only }: Options): Promise<void> {
  const skipped: string[] = [];
  const wanted = suite.lines.filter(({ name, against }) => {
    if (!only || only.has(name) || name === suite.reference) return true;
    return suite.lines.some((line) => only.has(line.name) && line.against === name) || against === name;
  });
  const lines = wanted.filter(({ name, variant }) => {
    const missing = variant.missing();
    if (missing !== undefined) skipped.push(`Left out: ${name}, ${missing}.`);
    return missing === undefined;
  });
  for (const line of skipped) console.error(line);

  const progress = createProgress(lines.length * (rounds + 1));
  for (const line of lines) {
    progress.tell(`${suite.name}: does ${line.name} do its job?`);
    await checkLine(rig, line);
  }
  const results = await runRounds({
    rig,
    suite,
    lines,
    rounds,
    seconds,
    onRun: (round, line) => {
      progress.tell(`${suite.name}: ${line.name}, round ${round} of ${rounds}`);
    },
  });
  progress.done(`${suite.name}: done`);
  console.log(
    writeResults({
      suite,
      machine: machineOf(rig.cores, await rig.redis.version()),
      rounds,
      seconds,
      lines: results,
      skipped,
    }),
  );
}

async function checkLine({ cores, redis }: Rig, { variant, bytes = BYTES }: Line): Promise<void> {
  await checkVariant({ variant, bytes, cores, redis });
}
