/** Where a test lies says how it runs (vitest.config.ts); a unit test has nothing to wait for. */
import { readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const UNIT = ['test/unit/', 'test/schemes/'];
/** What is waited for: processes, sockets, and what the run makes for those who ask. */
const WAITED_FOR = [
  /^node:(?:child_process|cluster|dgram|https?|net|tls|worker_threads)$/,
  /^(?:bullmq|ioredis|supertest|undici)$/,
  /^src\/http\/listener\.ts$/,
  /^test\/helpers\/shared\.ts$/,
];

const tests = readdirSync(new URL('test/', ROOT), { recursive: true, encoding: 'utf8' })
  .map((path) => `test/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.test.ts'));
const unit = tests.filter((path) => UNIT.some((folder) => path.startsWith(folder)));

const known = new Map<string, readonly string[]>();

/** What a file of the tests loads: packages by name, files by path. */
function loads(path: string): readonly string[] {
  const before = known.get(path);
  if (before) return before;
  const { importedFiles } = ts.preProcessFile(readFileSync(new URL(path, ROOT), 'utf8'));
  const found = importedFiles.map(({ fileName }) =>
    fileName.startsWith('.') ? posix.join(posix.dirname(path), fileName).replace(/\.js$/, '.ts') : fileName,
  );
  known.set(path, found);
  return found;
}

/** Ways from a test to what it would wait for. The program's own files are not followed: loading one starts nothing. */
function ways(path: string, way: readonly string[] = []): string[] {
  return loads(path).flatMap((next) => {
    const further = [...way, path];
    if (WAITED_FOR.some((name) => name.test(next))) return [[...further, next].join(' → ')];
    return next.startsWith('test/') && next.endsWith('.ts') && !further.includes(next)
      ? ways(next, further)
      : [];
  });
}

describe('a unit test', () => {
  it('loads nothing that starts a process, opens a socket, builds or asks for Redis', () => {
    expect(unit.length).toBeGreaterThan(50);
    expect(unit.flatMap((path) => ways(path))).toEqual([]);
  });

  it('would be found out', () => {
    expect(ways('test/process/schemes.test.ts')).toContain(
      'test/process/schemes.test.ts → test/helpers/process.ts → test/helpers/program.ts → test/helpers/shared.ts',
    );
    expect(ways('test/api/reads.test.ts')).toContain(
      'test/api/reads.test.ts → test/helpers/api.ts → src/http/listener.ts',
    );
  });
});

describe('a test that waits or runs alone', () => {
  it('lies in one such folder, and never below unit', () => {
    const marks = (path: string): string[] =>
      path.split('/').filter((name) => /^(?:unit|waiting|alone)$/.test(name));
    expect(tests.filter((path) => marks(path).length > 1)).toEqual([]);
  });
});
