import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { calledAgain } from '../../../src/commands/shells/called.js';

let folder: string;
let main: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'called-'));
  main = join(folder, 'main.js');
  writeFileSync(main, '');
  for (const bin of ['bin', 'other', 'node_modules/.bin']) mkdirSync(join(folder, bin), { recursive: true });
  symlinkSync(main, join(folder, 'bin/webhook-gateway'));
  symlinkSync(main, join(folder, 'node_modules/.bin/webhook-gateway'));
  writeFileSync(join(folder, 'other/webhook-gateway'), '');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const inPath = (...names: readonly string[]): string => names.map((name) => join(folder, name)).join(':');

test('by its name where that leads to it', () => {
  expect(calledAgain(join(folder, 'bin/webhook-gateway'), inPath('none', 'bin'))).toBe('webhook-gateway');
  expect(calledAgain(main, inPath('bin', 'other'))).toBe('webhook-gateway');
});

test('by its file where the name leads to another or nowhere, or only under npm', () => {
  expect(calledAgain(main, inPath('other', 'bin'))).toBe(`node ${main}`);
  expect(calledAgain(main, undefined)).toBe(`node ${main}`);
  const link = join(folder, 'node_modules/.bin/webhook-gateway');
  expect(calledAgain(link, inPath('node_modules/.bin'))).toBe(`node ${main}`);
});

test('in quotes where a shell would split it', () => {
  expect(calledAgain('/opt/my tools/main.js', '')).toBe("node '/opt/my tools/main.js'");
});
