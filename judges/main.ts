/** `npm run judges`: the providers' own SDKs judge the schemes. docs/judges.md says what to do with what they say. */
import { writeFileSync } from 'node:fs';
import { DIFFERENCES } from './differences.js';
import { hearElsewhere } from './elsewhere/hear.js';
import { installLocked, installNewest, JUDGES as FOLDER, versionsIn } from './engine/install.js';
import { outOfDate } from './engine/known.js';
import { changes } from './engine/newest.js';
import { tally, type Result } from './engine/results.js';
import { hold } from './engine/session.js';
import { readOptions, USAGE, type Options } from './options.js';
import { JUDGES } from './sdks/index.js';

const tell = (line: string): void => {
  console.log(line);
};

/** For .ci/run, which counts. */
const RESULTS = process.env['JUDGES_RESULTS_FILE'];

async function judge({ packages, newest }: Options): Promise<boolean> {
  const judges = JUDGES.filter((one) => packages.size === 0 || packages.has(one.package));
  // They are programs of their own, and their packages take as long to come as those of Node.
  const elsewhere = packages.size === 0 ? hearElsewhere(tell) : Promise.resolve([]);
  await installLocked();
  const locked = await hold(judges, FOLDER, DIFFERENCES, tell);
  const results = [
    ...locked.results,
    ...outOfDate(DIFFERENCES, locked.differences, judges),
    ...(await elsewhere),
  ];
  const failed = report(results);
  if (newest) {
    const folder = await installNewest();
    const now = await hold(judges, folder, DIFFERENCES, () => undefined);
    for (const line of changes(judges, versionsIn(), versionsIn(folder), locked, now)) tell(line);
  }
  return failed === 0;
}

function report(results: readonly Result[]): number {
  for (const { name, faults } of results) for (const fault of faults) tell(`${name}\n  ${fault}`);
  const { passed, failed } = tally(results);
  tell(`${passed} passed, ${failed} failed`);
  if (RESULTS !== undefined) {
    writeFileSync(
      RESULTS,
      JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults: [] }),
    );
  }
  return failed;
}

// The SDKs are strangers in this process: one of them hears of every error that nobody catches, and ends it in silence.
try {
  process.exitCode = (await judge(readOptions(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  console.error(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
