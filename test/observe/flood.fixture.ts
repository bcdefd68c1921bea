/** Writes as many lines to standard output as it is told, then says on standard error that it got through. */
import { createLog } from '../../src/observe/log.js';

const log = createLog({ level: 'info' });
const lines = Number(process.argv[2]);
for (let i = 0; i < lines; i++)
  log.info('a line of some length, so that a pipe is soon full', { attempt: i });
process.stderr.write('through\n');
if (lines > 1_000) setTimeout(() => undefined, 60_000);
