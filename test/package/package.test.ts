/** The package as others get it: packed, unpacked beside a program of theirs, used as ESM, as CommonJS and with types. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startProgram } from '../helpers/process.js';
import '../helpers/program.js';
import { until } from '../helpers/servers.js';
import { STRICT_CONSUMER } from '../helpers/strict-consumer.js';

const ROOT = new URL('../..', import.meta.url).pathname;
let consumer: string;
let tarball: string;

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

beforeAll(() => {
  // Below node_modules, so that the package finds its dependencies where a package manager would have put them.
  const cache = join(ROOT, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  consumer = mkdtempSync(join(cache, 'consumer-'));
  const [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', consumer], ROOT),
  ) as [{ filename: string }];
  tarball = join(consumer, packed.filename);
  unpack(consumer);
  writeFileSync(join(consumer, 'package.json'), '{ "private": true }');
});

/** @returns the program in it */
function unpack(folder: string): string {
  const home = join(folder, 'node_modules', 'standard-webhooks-gateway');
  mkdirSync(home, { recursive: true });
  run('tar', ['-xzf', tarball, '-C', home, '--strip-components=1'], folder);
  return join(home, 'dist', 'main.js');
}

afterAll(() => {
  rmSync(consumer, { recursive: true, force: true });
});

/** What a program of theirs does: signs, verifies, and sees a forgery refused. */
const BODY = `
const secrets = ['whsec_' + Buffer.alloc(32, 7).toString('base64')];
const headers = sign({ scheme: 'standard', secrets, id: 'msg_1', body: '{"type":"a.b"}' });
const good = verify({ scheme: 'standard', secrets, headers, body: '{"type":"a.b"}' });
const bad = verify({ scheme: 'standard', secrets, headers, body: '{"type":"a.c"}' });
`;
const PRINT = `
const dedupe = openDedupe({ store: 'memory:' });
const twice = [1, 2].map(() => dedupe.once({ delivery: good, route: 'a' }, () => 1));
Promise.all(twice).then((results) => {
  const outcomes = results.map(({ outcome }) => outcome);
  console.log(JSON.stringify([good.ok, bad.ok, Object.keys(schemes).length > 60, typeof webhook, ...outcomes]));
  return dedupe.close();
});
`;
const PRINTED = '[true,false,true,"function","accepted","duplicate"]\n';

test('an ES module imports verify, sign, schemes, the middleware and the dedupe helper', () => {
  writeFileSync(
    join(consumer, 'program.mjs'),
    `import { schemes, sign, verify } from 'standard-webhooks-gateway';
     import { openDedupe } from 'standard-webhooks-gateway/dedupe';
     import { webhook } from 'standard-webhooks-gateway/express';${BODY}${PRINT}`,
  );
  expect(run('node', ['program.mjs'], consumer)).toBe(PRINTED);
});

test('a CommonJS module requires them', () => {
  writeFileSync(
    join(consumer, 'program.cjs'),
    `const { schemes, sign, verify } = require('standard-webhooks-gateway');
     const { openDedupe } = require('standard-webhooks-gateway/dedupe');
     const { webhook } = require('standard-webhooks-gateway/express');${BODY}${PRINT}`,
  );
  expect(run('node', ['program.cjs'], consumer)).toBe(PRINTED);
});

test('the executable runs from the package', () => {
  const main = join(consumer, 'node_modules', 'standard-webhooks-gateway', 'dist', 'main.js');
  expect(run(main, ['--version'], consumer)).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('the library is a package of its own, which needs no other', () => {
  const alone = mkdtempSync(join(tmpdir(), 'library-'));
  const home = join(alone, 'node_modules', 'standard-webhooks-gateway-library');
  try {
    mkdirSync(home, { recursive: true });
    const from = join(ROOT, 'dist/library-package');
    const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', alone], from)) as [
      { filename: string },
    ];
    run('tar', ['-xzf', join(alone, packed.filename), '-C', home, '--strip-components=1'], alone);
    const names = `import { schemes, sign, verify } from 'standard-webhooks-gateway-library';
import { openDedupe } from 'standard-webhooks-gateway-library/dedupe';
import { webhook } from 'standard-webhooks-gateway-library/express';`;
    writeFileSync(join(alone, 'program.mjs'), `${names}${BODY}${PRINT}`);
    expect(run('node', ['program.mjs'], alone)).toBe(PRINTED);
    const required = `const { schemes, sign, verify } = require('standard-webhooks-gateway-library');
const { openDedupe } = require('standard-webhooks-gateway-library/dedupe');
const { webhook } = require('standard-webhooks-gateway-library/express');`;
    writeFileSync(join(alone, 'program.cjs'), `${required}${BODY}${PRINT}`);
    expect(run('node', ['program.cjs'], alone)).toBe(PRINTED);
    const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as object;
    expect(manifest).not.toHaveProperty('dependencies');
    expect(readFileSync(join(home, 'LICENSES.txt'), 'utf8')).toContain('zod');
  } finally {
    rmSync(alone, { recursive: true, force: true });
  }
});

describe('the demo, in a folder that holds the package and nothing else', () => {
  let alone: string;
  let main: string;
  let temporary: string;
  beforeAll(() => {
    alone = mkdtempSync(join(tmpdir(), 'alone-'));
    main = unpack(alone);
    temporary = join(alone, 'tmp');
    mkdirSync(temporary);
  });
  afterAll(() => {
    rmSync(alone, { recursive: true, force: true });
  });

  test('goes as promised, and says that no official library judged it', () => {
    const out = run('env', [`TMPDIR=${temporary}`, process.execPath, main, 'demo'], alone);
    const outcomes = [...out.matchAll(/^ok {2}\d\..* (\w+)$/gm)].map(([, outcome]) => outcome);
    expect(outcomes).toEqual(['accepted', 'duplicate', 'invalid_signature', 'stale', 'accepted']);
    expect(out).toContain("judged by this package's own verify (the svix library is not installed here)");
    expect(out).toContain("; this package's own verify took it\n");
    expect(out).not.toContain('the svix library took it');
    expect(out).toContain(`\n  node ${main} demo --keep\n`);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('goes on with a scene until it is told to stop, and leaves nothing behind', async () => {
    const program = startProgram(['demo', '--keep'], { TMPDIR: temporary }, '', main);
    await until('the scene begins', () => /accepted +orders +orders\/create/.test(program.stdout()));
    expect(program.stdout()).toMatch(/^console: http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{64}$/m);
    expect(readdirSync(temporary)).toHaveLength(1);
    program.child.kill('SIGTERM');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.stderr()).toBe('');
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('the types', () => {
  const TYPED = `
import { answerHandshake, schemes, sign, verify, verifyRequest, type HandshakeReply, type Scheme, type SchemeName, type VerifyResult } from 'standard-webhooks-gateway';
import { openDedupe, type Dedupe, type DedupeResult } from 'standard-webhooks-gateway/dedupe';
import { webhook, type WebhookMiddleware } from 'standard-webhooks-gateway/express';
const result: VerifyResult = verify({ scheme: 'github', secrets: ['s'], headers: { a: 'b' }, body: new Uint8Array() });
if (result.ok) { const at: number | undefined = result.timestamp; void at; } else { const reason: string = result.reason; void reason; }
const headers: Record<string, string> = sign({ scheme: 'github', secrets: ['s'], id: 'x', body: '' });
const middleware: WebhookMiddleware = webhook({ scheme: 'github', secrets: ['s'] });
const scheme: Scheme | undefined = schemes['github'];
verify({ scheme: 'github', secrets: ['s'], headers, body: new ArrayBuffer(1) });
const known: SchemeName = 'modern-treasury';
// @ts-expect-error a name that no scheme has is none of theirs, though it may be given
const unknown: SchemeName = 'modernTreasury';
void verifyRequest(new Request('http://a.example/'), { scheme: known, secrets: ['s'] });
// @ts-expect-error a body is bytes or text, never a parsed object
verify({ scheme: 'github', secrets: ['s'], headers, body: { parsed: true } });
const reply: HandshakeReply | undefined = answerHandshake({ scheme: 'meta', secrets: [], headers: {}, body: '', url: '/' });
const dedupe: Dedupe = openDedupe({ store: 'memory:' });
if (result.ok) {
  const once: Promise<DedupeResult<number>> = dedupe.once({ delivery: result, route: 'a' }, () => 1);
  void once.then((ended) => { if (ended.outcome === 'accepted') { const value: number = ended.value; void value; } });
}
// @ts-expect-error a refused delivery has no work
void dedupe.once({ delivery: { ok: false, reason: 'mismatch' }, route: 'a' }, () => 1);
void middleware; void scheme; void unknown; void reply;
`;
  test('hold for an ES module and for a CommonJS module', () => {
    const programs = ['typed.mts', 'typed.cts'];
    for (const program of programs) writeFileSync(join(consumer, program), TYPED);
    const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
    expect(run(tsc, [...STRICT_CONSUMER, ...programs], consumer)).toBe('');
  });

  test('resolve from every kind of import, as are-the-types-wrong sees it', () => {
    const attw = join(ROOT, 'node_modules', '.bin', 'attw');
    // It ends with an error where a problem is found; node10 knows no subpaths and is older than we run on.
    const report = run(attw, ['--pack', '.', '--profile', 'node16', '--format', 'ascii'], ROOT);
    expect(report).toContain('node16 (from CJS)');
  });
});

test('publint finds nothing to say', () => {
  const publint = join(ROOT, 'node_modules', '.bin', 'publint');
  expect(run(publint, ['--strict'], ROOT)).toContain('All good!');
});

test('nothing but what is used is packed', () => {
  const [{ files }] = JSON.parse(run('npm', ['pack', '--json', '--dry-run', '--ignore-scripts'], ROOT)) as [
    { files: { path: string }[] },
  ];
  const kinds = new Set(files.map(({ path }) => path.split('/')[0]));
  expect([...kinds].sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'config',
    'dist',
    'docs',
    'man',
    'package.json',
  ]);
});
