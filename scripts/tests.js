/**
 * The tests. What is typed behind the command goes to vitest.
 *
 * Bounds of tests on sockets, of faults, of time and of load are seconds on the wall. If the machine gives its processors
 * to somebody else for a second, a file in which one failed may try once more, and the run says so: the whole file, because
 * what its tests share has the first try in it, and by itself. The bounds stay, and so does what is drawn by a seed. What
 * only counts tries once.
 */
import { createVitest, JsonReporter, parseCLI } from 'vitest/node';

/** The group of vitest.config.ts that has no bounds of time. */
const COUNTING = 'unit';
/** Where more files than these failed, it was no stall. */
const MOST_AGAIN = 8;

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)]);
const vitest = await createVitest('test', { ...options, watch: false });
const faults = await faultsOf(vitest.start(filter));
for (const { project, moduleId, relativeModuleId } of againOf(failed())) {
  console.log(`\nOnce more, by itself: ${relativeModuleId}`);
  const specification = project.createSpecification(moduleId);
  faults.push(...(await faultsOf(vitest.runTestSpecifications([specification]))));
}
await writeResults();
// In place of vitest's, which goes by the first run; what fails from here on is added by it.
process.exitCode = faults.length > 0 || failed().length > 0 ? 1 : 0;
await vitest.exit();

/** @returns what no test threw, which fails the run whatever its tests say. */
async function faultsOf(run) {
  return (await run).unhandledErrors;
}

/** @returns the files in which a test failed when it was last run. */
function failed() {
  return vitest.state.getTestModules().filter((module) => !module.ok());
}

function againOf(modules) {
  const timed = modules.filter(({ project }) => project.name !== COUNTING);
  return modules.length > MOST_AGAIN ? [] : timed;
}

/** For whoever counts them (.ci/run): of all files, each as it was last run. */
async function writeResults() {
  const outputFile = process.env['TEST_RESULTS_FILE'];
  if (outputFile === undefined) return;
  const reporter = new JsonReporter({ outputFile });
  reporter.onInit(vitest);
  await reporter.onTestRunEnd(vitest.state.getTestModules());
}
