/**
 * What the README tells a stranger to type is typed here, word for word, in a copy of the checkout: only the ports are
 * free ones, and `npm ci` and `npm test` (which runs this) do not run again.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findOrInstall, onPath } from '../helpers/tools.js';
import { freePort, tie } from '../helpers/servers.js';
import { STANDARD_SECRET, TEXT_SECRET } from './load.js';
import { PAGES, ROOT, blockOf, blocks, read } from './markdown.js';

const MINUTE = 60_000;
let checkout = '';

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'readme-'));
  for (const path of [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'tsconfig.cjs.json',
    'scripts',
    'src',
    'docs',
  ]) {
    cpSync(ROOT + path, join(checkout, path), { recursive: true });
  }
  symlinkSync(`${ROOT}node_modules`, join(checkout, 'node_modules'));
  const npm = onPath(['npm']) ?? 'npm';
  mkdirSync(join(checkout, 'bin'));
  writeFileSync(
    join(checkout, 'bin/npm'),
    `#!/bin/sh\ncase "$1" in ci | test) echo "npm $1" ; exit 0 ;; esac\nexec '${npm}' "$@"\n`,
    { mode: 0o755 },
  );
});

afterAll(() => {
  rmSync(checkout, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a block with a shell as a stranger has it, without this process's variables. */
async function typed(block: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const ports = new Map<string, number>();
  for (const port of ['3000', '8080', '9090']) ports.set(port, await freePort());
  const script = block.replace(/\b(?:3000|8080|9090)\b/g, (port) => String(ports.get(port)));
  const child = spawn('bash', ['-e', '-o', 'pipefail'], {
    cwd: checkout,
    env: {
      PATH: `${join(checkout, 'bin')}:${process.env['PATH'] ?? ''}`,
      HOME: process.env['HOME'],
      npm_config_loglevel: 'error',
      PORT: String(ports.get('8080')),
      ADMIN_PORT: String(ports.get('9090')),
      ...env,
    },
  });
  tie(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(script);
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** Every line of the shown output stands in the real one, in this order. */
function expectShown(shown: string, real: string): void {
  let from = 0;
  for (const line of shown.split('\n').filter((text) => text !== '')) {
    const at = real.indexOf(line, from);
    expect(at, `${line}\n--- not, or not in this order, in ---\n${real}`).toBeGreaterThanOrEqual(0);
    from = at + line.length;
  }
}

describe('README.md, typed', () => {
  it('has no shell block that is not run below', () => {
    const sections = blocks(read('README.md'), 'sh').map(
      ({ section, text }) => `${section}: ${text.split('\n')[0] ?? ''}`,
    );
    expect(sections).toEqual([
      'See it work: npm ci && npm run demo',
      'See it work: npm ci && npm test',
      'Send a forgery: npm ci && npm run build',
      'A sidecar without a file: export GATEWAY_NAME=leads',
    ]);
  });

  it('shows the demo, with the output it has', { timeout: 2 * MINUTE }, async () => {
    const ran = await typed('npm ci && npm run demo\n');
    expect(ran.stderr).toBe('');
    expect(ran.code).toBe(0);
    expectShown(blockOf('README.md', 'See it work', 'text'), ran.stdout);
  });

  it('passes the tests with `npm test`, which runs them all', async () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(scripts['test']).toMatch(/ && vitest run$/);
    const ran = await typed('npm ci && npm test\n');
    expect([ran.code, ran.stdout]).toEqual([0, 'npm ci\nnpm test\n']);
  });

  it(
    'takes the genuine delivery, knows its retry and refuses the forgery, in these words',
    { timeout: 2 * MINUTE },
    async () => {
      expect(
        findOrInstall({ names: ['curl'], debianPackage: 'curl' }),
        'the README needs curl',
      ).toBeDefined();
      const ran = await typed(blockOf('README.md', 'Send a forgery', 'sh'));
      expect(ran.code, ran.stderr).toBe(0);
      expectShown(blockOf('README.md', 'Send a forgery', 'text'), ran.stdout.replaceAll('\r', ''));
      expect(ran.stdout.match(/^receiver: /gm)).toHaveLength(1);
      expect(ran.stdout).toContain('receiver: genuine msg_');
    },
  );

  it('configures a sidecar by variables alone', { timeout: MINUTE }, async () => {
    // The block with this machine's places for secrets; what `check` says is looked at, `serve` is tested above.
    writeFileSync(join(checkout, 'actuallycare'), `${TEXT_SECRET}\n`);
    writeFileSync(join(checkout, 'receiver'), `${STANDARD_SECRET}\n`);
    const block = blockOf('README.md', 'A sidecar without a file', 'sh');
    expect(block.endsWith('npx webhook-gateway check\nnpx webhook-gateway serve\n')).toBe(true);
    const script = block
      .replaceAll('/run/secrets/', `${checkout}/`)
      .replace('npx webhook-gateway serve\n', '');
    const ran = await typed(`npm run --silent build\n${script}`);
    expect(ran.stderr).toBe('the configuration is valid: 0 faults, 0 warnings\n');
    expect(ran.stdout).toContain('name: leads');
    expect(ran.stdout).not.toContain(TEXT_SECRET);
  });
});

describe('shell blocks of the other pages', () => {
  const others = PAGES.filter((page) => page !== 'README.md').flatMap((page) =>
    blocks(read(page), 'sh').map(({ text }) => [page, text] as const),
  );

  it.each(others)('%s: is shell, and calls nothing but scripts there are', (_page, text) => {
    expect(spawnSync('bash', ['-n'], { input: text }).status).toBe(0);
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const [, script = ''] of text.matchAll(/npm run (\w+)/g)) expect(scripts).toHaveProperty(script);
  });

  it('names npm scripts and commands in prose that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const page of PAGES) {
      for (const [, script = ''] of read(page).matchAll(/`npm run ([\w-]+)/g))
        expect(scripts, page).toHaveProperty(script);
      for (const [, command = ''] of read(page).matchAll(/`webhook-gateway ([a-z]+)/g)) {
        expect(read('src/cli.ts').includes(`commands/${command}.js`), `${page}: ${command}`).toBe(true);
      }
    }
  });
});
