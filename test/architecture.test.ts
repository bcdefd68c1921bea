/** The rules of docs/architecture.md, kept by a machine: one direction, one home for each package, no two files of one name. */
import { readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { ambientIn, isTimer } from './architecture.ambient.js';
import { HOMES, PARTS, PURE_PARTS, SHARED_NAMES, WAITING_PARTS } from './architecture.rules.js';

const SRC = new URL('../src/', import.meta.url);

interface File {
  readonly path: string;
  readonly text: string;
  readonly source: ts.SourceFile;
  /** What it imports, also as types and on demand: other files by path, packages by name. */
  readonly files: readonly string[];
  readonly packages: readonly string[];
}

const files: readonly File[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readSource(path.replaceAll('\\', '/')));

function readSource(path: string): File {
  const text = readFileSync(new URL(path, SRC), 'utf8');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const specifiers: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier)
      specifiers.push((node.moduleSpecifier as ts.StringLiteral).text);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      specifiers.push((node.argument.literal as ts.StringLiteral).text);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      // A computed import could be anything.
      specifiers.push(argument && ts.isStringLiteral(argument) ? argument.text : '(computed)');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return {
    path,
    text,
    source,
    files: specifiers
      .filter((name) => name.startsWith('.'))
      .map((name) => posix.join(posix.dirname(path), name).replace(/\.js$/, '.ts')),
    packages: specifiers
      .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
      .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name),
  };
}

function commentsOf(text: string): string {
  return (text.match(/\/\*\*?[^]*?\*\/|^\s*\/\/.*$/gm) ?? []).join('\n');
}

const ROOT = new URL('../', import.meta.url);

/** What else a comment or a page may name: tests and tools. */
const OTHERS: readonly string[] = readdirSync(ROOT).concat(
  // Not below it: the SDKs are there.
  readdirSync(new URL('judges/', ROOT)).map((path) => `judges/${path}`),
  ['test', 'bench', 'scripts', 'judges/engine', 'judges/sdks'].flatMap((folder) =>
    readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' }).map(
      (path) => `${folder}/${path.replaceAll('\\', '/')}`,
    ),
  ),
);

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(new URL('docs/', ROOT)).map((name) => `docs/${name}`),
]
  .filter((path) => path.endsWith('.md'))
  .map((path) => [path, readFileSync(new URL(path, ROOT), 'utf8')] as const);

function isIn(path: string, places: readonly string[]): boolean {
  return places.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place));
}

function partOf(path: string): string {
  return (
    PARTS.find(({ name }) => path === name || path.startsWith(`${name}/`))?.name ?? `no part for ${path}`
  );
}

describe('the source', () => {
  it('belongs to a part, every file of it', () => {
    expect(files.map(({ path }) => partOf(path)).filter((name) => name.startsWith('no part'))).toEqual([]);
    expect(files.length).toBeGreaterThan(50);
  });

  it('imports in one direction: no part imports one below it, and only those named', () => {
    const order = PARTS.map(({ name }) => name);
    for (const { name, imports } of PARTS) {
      expect(imports.every((other) => order.indexOf(other) < order.indexOf(name))).toBe(true);
    }
    const wrong = files.flatMap(({ path, files: imported }) => {
      const part = partOf(path);
      const allowed = [part, ...(PARTS.find(({ name }) => name === part)?.imports ?? [])];
      return imported
        .filter((other) => !allowed.includes(partOf(other)))
        .map((other) => `${path} → ${other}`);
    });
    expect(wrong).toEqual([]);
  });

  it('has no row that allows more than is imported', () => {
    const used = new Set(
      files.flatMap(({ path, files: imported }) =>
        imported.map((other) => `${partOf(path)} → ${partOf(other)}`),
      ),
    );
    const allowed = PARTS.flatMap(({ name, imports }) => imports.map((other) => `${name} → ${other}`));
    expect(allowed.filter((row) => !used.has(row))).toEqual([]);
  });

  it('has no cycles, not even of types', () => {
    const byPath = new Map(files.map((file) => [file.path, file]));
    const done = new Set<string>();
    const way: string[] = [];
    const cycles: string[] = [];
    const walk = (path: string): void => {
      if (way.includes(path)) cycles.push([...way.slice(way.indexOf(path)), path].join(' → '));
      if (done.has(path) || way.includes(path)) return;
      way.push(path);
      byPath.get(path)?.files.forEach(walk);
      way.pop();
      done.add(path);
    };
    for (const { path } of files) walk(path);
    expect(cycles).toEqual([]);
  });

  it('uses each outside package in its home only, and has a home for each it uses', () => {
    const wrong = files.flatMap(({ path, packages }) =>
      packages.filter((name) => !isIn(path, HOMES[name] ?? [])).map((name) => `${path} → ${name}`),
    );
    expect(wrong).toEqual([]);
    const used = new Set(files.flatMap(({ packages }) => packages));
    expect(Object.keys(HOMES).filter((name) => !used.has(name))).toEqual([]);
  });

  it('brings all that it uses along: whoever installs it gets no other package', () => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      dependencies?: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    expect(manifest.dependencies).toBeUndefined();
    expect(Object.keys(manifest.devDependencies)).toEqual(expect.arrayContaining(Object.keys(HOMES)));
  });

  it('takes time, environment and chance as arguments up to the line', () => {
    const ambient = files
      .filter(({ path }) => PURE_PARTS.includes(partOf(path)))
      .flatMap(({ path, source }) =>
        ambientIn(source)
          .filter((name) => !(isTimer(name) && WAITING_PARTS.includes(partOf(path))))
          .map((name) => `${path}: ${name}`),
      );
    expect(ambient).toEqual([]);
  });

  it.each([
    ["import { randomBytes, hash, randomUUID as id } from 'node:crypto';", ['randomBytes', 'randomUUID']],
    ["import { generateKeyPairSync, webcrypto } from 'crypto';", ['generateKeyPairSync', 'webcrypto']],
    ["import crypto from 'node:crypto';", ['node:crypto']],
    ["import * as c from 'node:crypto';", ['node:crypto']],
    ["const { randomInt } = await import('node:crypto');", ['node:crypto']],
    ["import { setTimeout as sleep } from 'node:timers/promises';", ['node:timers/promises']],
    [
      "import { env } from 'node:process'; import { performance } from 'perf_hooks';",
      ['node:process', 'perf_hooks'],
    ],
    ["import { hostname } from 'node:os';", ['node:os']],
    [
      'process.env.X; process.hrtime(); const { env } = process;',
      ['process.env', 'process.hrtime', 'process'],
    ],
    ['performance.now(); const p = { performance };', ['performance.now', 'performance']],
    [
      'globalThis.crypto.randomUUID(); crypto.getRandomValues(a);',
      ['globalThis.crypto', 'crypto.getRandomValues'],
    ],
    [
      'Date(); new Date(); new Date; Date.now(); const { now } = Date;',
      ['Date', 'new Date()', 'new Date()', 'Date.now', 'Date'],
    ],
    ['Math.random(); const { random } = Math;', ['Math.random', 'Math']],
    ['setTimeout(f, 1); AbortSignal.timeout(1);', ['setTimeout', 'AbortSignal.timeout']],
    [
      'new Date(1); Date.UTC(1); Date.parse(t); d instanceof Date; Math.max(1); x.process; ({ crypto: 1 });',
      [],
    ],
    ['let at: Date; let timer: ReturnType<typeof setTimeout>; timer.now(); x.Date.now();', []],
  ])('sees what is taken from the surroundings in %s', (text, names) => {
    expect(ambientIn(ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true))).toEqual(names);
  });

  it('reads the environment and ends the process in main.ts alone', () => {
    const wrong = files
      .filter(({ path }) => path !== 'main.ts')
      .flatMap(({ path, source }) =>
        accesses(source)
          .filter((name) => ['process.env', 'process.exit', 'process.argv'].includes(name))
          .map((name) => `${path}: ${name}`),
      );
    expect(wrong).toEqual([]);
  });

  it('has no two files of one name, unless they are about the same thing', () => {
    const byName = new Map<string, string[]>();
    for (const { path } of files) {
      if (path.startsWith('schemes/catalogue/')) continue;
      const name = posix.basename(path);
      byName.set(name, [...(byName.get(name) ?? []), path]);
    }
    const shared = [...byName].filter(([, paths]) => paths.length > 1).map(([name]) => name);
    expect(shared.sort()).toEqual(Object.keys(SHARED_NAMES).sort());
  });

  it('is named as it lies, in every comment and on every page', () => {
    const there = [...files.map(({ path }) => `/src/${path}`), ...OTHERS.map((path) => `/${path}`)];
    const stale = [...files.map(({ path, text }) => [path, commentsOf(text)] as const), ...PAGES].flatMap(
      ([path, text]) =>
        Array.from(text.matchAll(/(?<![\w./-])(?:\.\.\/)*([\w-][\w./-]*\.ts)\b/g), ([, name = '']) => name)
          // The example that CONTRIBUTING.md walks through is nobody's yet.
          .filter((name) => !name.endsWith('/acme.ts') && !there.some((file) => file.endsWith(`/${name}`)))
          .map((name) => `${path}: ${name}`),
    );
    expect(stale).toEqual([]);
  });

  it('has at most three loose files', () => {
    expect(files.filter(({ path }) => !path.includes('/')).length).toBeLessThanOrEqual(3);
  });

  it('says what each file is for before its first export', () => {
    const silent = files.filter(({ text }) => {
      const end = text.search(/^export /m);
      return !text.slice(0, end < 0 ? undefined : end).includes('/**');
    });
    expect(silent.map(({ path }) => path)).toEqual([]);
  });
});

/** `a.b` for every property taken from a plain name. */
function accesses(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression))
      found.push(`${node.expression.text}.${node.name.text}`);
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && (node.arguments ?? []).length === 0)
      found.push(`new ${node.expression.text}()`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
