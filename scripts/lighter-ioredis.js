/**
 * Plugins of the bundler: what ioredis costs a process that it need not cost (docs/architecture.md, measured choices). A
 * bundle fails if ioredis no longer holds what is changed here.
 */
import { changedFile } from './changed-file.js';

/**
 * What extends String is left out. It is never made here, and V8 keeps a prototype that somebody extends as a dictionary:
 * each `charCodeAt` then costs five times as much in the whole process.
 */
const neverExtended = changedFile(/[\\/]ioredis[\\/]built[\\/]resp[\\/]verbatim-string\.js$/, (text) => {
  assertOnce(text, 'class VerbatimString extends String');
  return 'exports.VerbatimString = class VerbatimString {};';
});

/**
 * The prototype that gets two methods for each of 300 commands is a dictionary while it gets them: V8 makes it one when a
 * member is deleted. Else it copies the list of all members for each that is added, 6 MB at each start.
 */
const dictionaryFirst = changedFile(/[\\/]ioredis[\\/]built[\\/]utils[\\/]Commander\.js$/, (text) => {
  const loop = 'commands.forEach(';
  assertOnce(text, loop);
  return text.replace(
    loop,
    `Commander.prototype.first = undefined; delete Commander.prototype.first;\n${loop}`,
  );
});

/** For every bundle that holds ioredis. */
export const LIGHTER_IOREDIS = [neverExtended, dictionaryFirst];

function assertOnce(text, what) {
  const times = text.split(what).length - 1;
  if (times !== 1) throw new Error(`ioredis holds ${what} ${times} times, not once`);
}
