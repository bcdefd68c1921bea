/**
 * Plugins of the bundler: what ioredis costs a process that it need not cost (docs/performance.md). A build fails if ioredis
 * no longer holds what is changed here.
 */
import { readFileSync } from 'node:fs';

/**
 * What extends String is left out. It is never made here, and V8 keeps a prototype that somebody extends as a dictionary:
 * each `charCodeAt` then costs five times as much in the whole process.
 */
const NEVER_EXTENDED = {
  file: /node_modules\/ioredis\/built\/resp\/verbatim-string\.js$/,
  changed: () => 'exports.VerbatimString = class VerbatimString {};',
};

/**
 * The prototype that gets a method for each of some 480 commands is a dictionary while it gets them: V8 makes it one when
 * a member is deleted. Else it copies the list of all members for each that is added, 6 MB at each start.
 */
const DICTIONARY_FIRST = {
  file: /node_modules\/ioredis\/built\/utils\/Commander\.js$/,
  changed: (text) =>
    put(
      text,
      'commands.forEach(',
      'Commander.prototype.first = undefined; delete Commander.prototype.first;\n',
    ),
};

export const lighterIoredis = {
  name: 'lighter ioredis',
  setup({ onLoad }) {
    for (const { file, changed } of [NEVER_EXTENDED, DICTIONARY_FIRST])
      onLoad({ filter: file }, ({ path }) => ({ contents: changed(readFileSync(path, 'utf8')) }));
  },
};

/** @returns the text with this before that, which it holds once */
function put(text, before, what) {
  const parts = text.split(before);
  if (parts.length !== 2) throw new Error(`ioredis holds ${before} ${parts.length - 1} times, not once`);
  return parts.join(`${what}${before}`);
}
