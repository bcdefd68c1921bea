/** `npm test` gives a file with bounds of time a second try, and hides nothing else (scripts/tests.js). */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../scripts/tests.js', import.meta.url));
const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));
const CONFIG = `export default { test: { projects: ['unit', 'timed'].map((name) => (
  { test: { name, include: [name + '*.test.mjs'], pool: 'forks', isolate: false } })) } };`;
/** The first test of a file finds what the second left, if it is tried again in the same process. */
const OF_A_FILE = (second: string): string => `import { existsSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
let shared = 0;
test('shares', () => { expect(shared).toBe(0); });
test('tries', () => { shared += 1; ${second} });`;
const FIRST_FAILS = (mark: string): string =>
  `const again = existsSync('${mark}'); writeFileSync('${mark}', ''); expect(again).toBe(true);`;
const PASSES = '';
const STRAY = `setTimeout(() => { throw new Error('stray'); }, 0);`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'once-more-'));
  symlinkSync(MODULES, join(folder, 'node_modules'));
  writeFileSync(join(folder, 'vitest.config.mjs'), CONFIG);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Ended {
  readonly code: number;
  /** Files that were tried again. */
  readonly again: readonly string[];
  readonly results: Readonly<Record<'numPassedTests' | 'numFailedTests', number>>;
}

/** @param files the second test of each, by the file's name without its ending */
async function ran(files: Readonly<Record<string, string>>): Promise<Ended> {
  for (const [name, second] of Object.entries(files))
    writeFileSync(join(folder, `${name}.test.mjs`), OF_A_FILE(second));
  const results = join(folder, 'results.json');
  const env = { PATH: process.env['PATH'], TEST_RESULTS_FILE: results };
  const { code, said } = await new Promise<{ code: number; said: string }>((resolve) => {
    execFile(process.execPath, [SCRIPT, ...Object.keys(files)], { cwd: folder, env }, (error, stdout) => {
      resolve({ code: error ? Number(error.code) : 0, said: stdout });
    });
  });
  return {
    code,
    again: [...said.matchAll(/^Once more, by itself: (\S+)\.test\.mjs$/gm)].map(([, name = '']) => name),
    results: JSON.parse(readFileSync(results, 'utf8')) as Ended['results'],
  };
}

test('a file in which one failed is tried again whole, in a process of its own, and then counts as it ended', async () => {
  const { code, again, results } = await ran({ timed: FIRST_FAILS('one'), 'timed-well': PASSES });
  expect([code, again]).toEqual([0, ['timed']]);
  expect(results).toMatchObject({ numPassedTests: 4, numFailedTests: 0 });
});

test('one that fails both times has failed', async () => {
  const { code, again, results } = await ran({ 'timed-never': 'expect(1).toBe(2);' });
  expect([code, again]).toEqual([1, ['timed-never']]);
  expect(results).toMatchObject({ numPassedTests: 1, numFailedTests: 1 });
});

test('what has no bounds of time is not tried again', async () => {
  const { code, again, results } = await ran({ unit: FIRST_FAILS('two') });
  expect([code, again]).toEqual([1, []]);
  expect(results).toMatchObject({ numPassedTests: 1, numFailedTests: 1 });
});

test('where many failed it was no stall, and none is tried again', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => [`timed-many-${i}`, FIRST_FAILS(`many-${i}`)]),
  );
  const { code, again, results } = await ran(files);
  expect([code, again]).toEqual([1, []]);
  expect(results).toMatchObject({ numFailedTests: 9 });
});

test('an error that no test threw fails the run, although each file passed in the end', async () => {
  const { code, again, results } = await ran({ 'timed-stray': STRAY, 'timed-late': FIRST_FAILS('three') });
  expect([code, again]).toEqual([1, ['timed-late']]);
  expect(results).toMatchObject({ numPassedTests: 4, numFailedTests: 0 });
});
