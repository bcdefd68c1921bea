/** `npm run release`: one command from a clean tree to the files of a release. docs/releasing.md says what follows. */
import { readOptions, USAGE, type Options } from './options.js';
import { release } from './release.js';

function optionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

try {
  release(optionsOrExit(), {
    root: process.cwd(),
    judges: ['npm', 'run', '--silent', 'judges'],
    day: new Date().toISOString().slice(0, 10),
    tell: (line) => {
      console.log(line);
    },
  });
} catch (error) {
  console.error(`no release: ${(error as Error).message}`);
  process.exitCode = 1;
}
