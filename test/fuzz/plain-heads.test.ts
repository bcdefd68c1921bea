/** The reader of the plain path against Node's own parser, called directly: many heads in little time, by a seed. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { size, tell } from '../helpers/larger-runs.js';

const HEADS = size('FUZZ_HEADS', 1_000_000);
const SEED = size('FUZZ_SEED', 11);
const SCRIPT = fileURLToPath(new URL('plain-heads.ts', import.meta.url));

test(
  'whatever it takes, Node’s parser reads as the same request with the same end',
  { timeout: 36_000_000 },
  async () => {
    const options = ['--expose-internals', '--no-warnings', '--import', 'tsx'];
    const numbers = ['--heads', String(HEADS), '--seed', String(SEED)];
    const { stdout } = await promisify(execFile)(process.execPath, [...options, SCRIPT, ...numbers]);
    const counts = JSON.parse(stdout) as Readonly<Record<string, number>>;
    tell('heads', counts);
    // Half of them are plain, so that both are tried.
    expect(counts['taken']).toBeGreaterThan(HEADS / 3);
    expect(counts['foreign']).toBeGreaterThan(HEADS / 3);
  },
);
