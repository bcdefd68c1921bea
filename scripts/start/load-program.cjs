/**
 * Becomes dist/program/load-program.cjs. The program is one file, and beside it lies the code that V8 made of it when it
 * was built: a start that has it spends no time on compiling. It counts only if it is of this very source; V8 refuses it
 * by itself if it is of another version or was made under other flags. Then the start takes longer, and nothing else
 * changes. Nothing is written here.
 */
const { hash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { Script } = require('node:vm');

/** Bytes of a SHA-256. A file of code begins with the source's and its own: V8 would take damaged code, and crash. */
const DIGEST_BYTES = 32;
const HEAD_BYTES = 2 * DIGEST_BYTES;

/** @param {string} file the program's @returns where its code for this V8 lies */
function codeFileOf(file) {
  return file.replace(/\.cjs$/, `-v8-${process.versions.v8}-${process.arch}.code`);
}

/** @param {string} file the program's */
function loadProgram(file) {
  const bytes = readFileSync(file);
  const digest = digestOf(bytes);
  const script = new Script(bytes.latin1Slice(), {
    // As stacks have it. Not where it lies: that would go into the code, and be told where it lies elsewhere.
    filename: 'program.cjs',
    cachedData: codeFor(file, digest),
  });
  return {
    /** Whether the code beside it was of use. */
    wasReady: script.cachedDataRejected === false,
    run() {
      script.runInThisContext()(createRequire(file), file);
    },
    /** What goes into the file of code: all that has run until now. */
    code() {
      const code = script.createCachedData();
      return Buffer.concat([digest, digestOf(code), code]);
    },
  };
}

function digestOf(bytes) {
  return hash('sha256', bytes, 'buffer');
}

/** @returns undefined if there is none of this source, or not as it was made */
function codeFor(file, digest) {
  try {
    const bytes = readFileSync(codeFileOf(file));
    const [ofSource, ofCode] = [bytes.subarray(0, DIGEST_BYTES), bytes.subarray(DIGEST_BYTES, HEAD_BYTES)];
    const code = bytes.subarray(HEAD_BYTES);
    return digest.equals(ofSource) && digestOf(code).equals(ofCode) ? code : undefined;
  } catch {
    return undefined;
  }
}

module.exports = { codeFileOf, loadProgram };
