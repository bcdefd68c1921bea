/**
 * The built program. A test that imports this waits until it is there, with all else that a build makes in `dist`.
 * Outside of a run of tests (docs/measure.ts) it is the one that was built last.
 */
import { join } from 'node:path';
import { ask } from './shared.js';

const BUILT = join(import.meta.dirname, '../../dist/main.js');

export const MAIN = process.env['VITEST'] === undefined ? BUILT : await ask('program');
