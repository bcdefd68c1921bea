/** What V8 made of the program when it was built: it shortens a start, and a start without it does the same. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAIN } from '../helpers/program.js';

interface Loader {
  codeFileOf(file: string): string;
  loadProgram(file: string): { readonly wasReady: boolean };
}

const DIST = dirname(MAIN);
const PROGRAM = join(DIST, 'program/program.cjs');
const loader = (await import(join(DIST, 'program/load-program.cjs'))) as Loader;

let folder: string;
/** The program elsewhere. */
let copy: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-'));
  for (const part of ['main.js', 'program'])
    cpSync(join(DIST, part), join(folder, 'dist', part), { recursive: true });
  cpSync(join(DIST, '../package.json'), join(folder, 'package.json'));
  copy = join(folder, 'dist/program/program.cjs');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const run = (...words: readonly string[]): string =>
  execFileSync('node', [join(folder, 'dist/main.js'), ...words], { encoding: 'utf8' });

test('is used by the Node that it was made for, wherever the program lies', () => {
  expect(loader.loadProgram(PROGRAM).wasReady).toBe(true);
  expect(loader.loadProgram(copy).wasReady).toBe(true);
});

test('asks nobody for a module while it runs but by require', () => {
  expect(readFileSync(PROGRAM, 'latin1').match(/(?<![\w$.])import\s*\(/g)).toBeNull();
});

test('extends none of the texts that all code works with: V8 would look up each method of theirs anew', () => {
  for (const file of [PROGRAM, join(DIST, 'library/dedupe.js'), join(DIST, 'cjs/library/dedupe.js')]) {
    const text = readFileSync(file, 'latin1');
    expect(text.match(/extends (?:String|Number|Array|Promise|RegExp)\b/g), file).toBeNull();
  }
});

test('holds nothing of where and with what it was made', () => {
  const code = readFileSync(loader.codeFileOf(PROGRAM)).toString('latin1');
  for (const told of [
    dirname(DIST),
    tmpdir(),
    'a-secret-that-is-used-here-alone',
    process.env['HOME'] ?? '/root/',
  ])
    expect(code.includes(`${told}/`) || code.includes(`"${told}"`), told).toBe(false);
});

test('keeps nothing that has to be new at each start', () => {
  const secrets = [1, 2, 3].map(() => run('keygen', '--scheme', 'standard'));
  expect(new Set(secrets).size).toBe(3);
});

test('is not used for another source, were it as long, nor if it is damaged; the program works as well', () => {
  const version = run('version');
  const code = readFileSync(loader.codeFileOf(copy));
  writeFileSync(copy, readFileSync(copy, 'latin1').replace('use strict', 'use STRICT'), 'latin1');
  expect(loader.loadProgram(copy).wasReady).toBe(false);
  expect(run('version')).toBe(version);
  cpSync(PROGRAM, copy);
  expect(loader.loadProgram(copy).wasReady).toBe(true);
  writeFileSync(loader.codeFileOf(copy), code.fill(0, code.length - 1_000));
  expect(loader.loadProgram(copy).wasReady).toBe(false);
  rmSync(loader.codeFileOf(copy));
  expect(loader.loadProgram(copy).wasReady).toBe(false);
  expect(run('version')).toBe(version);
});

test('is found through a link to the program, as package managers make one', () => {
  const link = join(folder, 'webhook-gateway');
  symlinkSync(join(folder, 'dist/main.js'), link);
  expect(execFileSync('node', [link, 'version'], { encoding: 'utf8' })).toContain('version');
});
