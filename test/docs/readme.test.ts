/**
 * What the README tells a stranger to type is typed here, word for word, in a copy of the checkout: only the ports are
 * free ones, `npm ci` and `npm test` (which runs this) do not run again, and what `npm run build` made is there already.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/commands/commands.js';
import { sign } from '../../src/library/library.js';
import { findOrInstall, onPath } from '../helpers/tools.js';
import { MAIN } from '../helpers/program.js';
import { freePort, freePorts, tie } from '../helpers/servers.js';
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
    'LICENSE',
    'console',
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
    `#!/bin/sh
case "$*" in
  ci | test) echo "npm $1" ; exit 0 ;;
  'run build' | 'run --silent build') [ -e dist ] || cp -r '${dirname(MAIN)}' dist ; exit ;;
esac
exec '${npm}' "$@"
`,
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
  const free = await freePorts(3);
  for (const [i, port] of ['3000', '8080', '9090'].entries()) ports.set(port, free[i] ?? 0);
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
      'A sidecar without a file: export GATEWAY_NAME=leads REDIS_URL=redis://127.0.0.1:6379',
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
    expect(scripts['test']).toMatch(/ && node scripts\/tests\.js$/);
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

/** JavaScript blocks of a page with what each prints, in a block or a sentence behind it; those without are servers. */
function programs(
  page: string,
): readonly { readonly program: string; readonly prints: string | undefined }[] {
  const markdown = read(page);
  const all = blocks(markdown);
  return all.flatMap(({ language, text }, i) => {
    const next = all[i + 1];
    const [, sentence] = /^\n\nIt prints `([^`]+)`/.exec(markdown.split(`${text}\`\`\``)[1] ?? '') ?? [];
    const prints = next?.language === 'text' ? next.text : sentence && `${sentence}\n`;
    return language === 'js' ? [{ program: text, prints }] : [];
  });
}

const env = {
  GITHUB_SECRET: TEXT_SECRET,
  STRIPE_SECRET: TEXT_SECRET,
  TWILIO_AUTH_TOKEN: TEXT_SECRET,
};

describe.each([
  ['README.md', 0],
  ['docs/library.md', 1],
])('%s, as a library', (page, servers) => {
  const shown = programs(page);

  beforeAll(async () => {
    expect((await typed('npm run --silent build\n')).code).toBe(0);
  }, MINUTE);

  it('is not without programs, and has the servers it is known for', () => {
    expect(shown.filter(({ prints }) => prints !== undefined)).not.toEqual([]);
    expect(shown.filter(({ prints }) => prints === undefined)).toHaveLength(servers);
  });

  it.each(shown.flatMap(({ program, prints }) => (prints === undefined ? [] : [[program, prints] as const])))(
    'prints what it shows, as a module and in CommonJS (%#)',
    async (program, prints) => {
      writeFileSync(join(checkout, 'program.mjs'), program);
      expect(await typed('node program.mjs\n', env)).toMatchObject({ code: 0, stdout: prints, stderr: '' });
      const commonJs = program.replace(/^import (\{[^}]*\}) from '([^']+)';/gm, "const $1 = require('$2');");
      expect(commonJs).not.toContain('import ');
      writeFileSync(join(checkout, 'program.cjs'), commonJs);
      expect(await typed('node program.cjs\n', env)).toMatchObject({ code: 0, stdout: prints, stderr: '' });
    },
  );
});

describe('docs/library.md, its server', () => {
  const shown = programs('docs/library.md');

  it(
    'has a middleware that lets genuine deliveries through, and no others',
    { timeout: MINUTE },
    async () => {
      const { program = '' } = shown.find(({ prints }) => prints === undefined) ?? {};
      const port = await freePort();
      writeFileSync(join(checkout, 'server.mjs'), program.replace('3000', String(port)));
      const server = spawn('node', ['server.mjs'], {
        cwd: checkout,
        env: { PATH: process.env['PATH'], ...env },
      });
      tie(server);
      let stdout = '';
      server.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      try {
        const [, path = ''] = /app\.post\(\s*'([^']+)'/.exec(program) ?? [];
        const [, scheme = ''] = /scheme: '([^']+)'/.exec(program) ?? [];
        const [, url] = /publicUrl: '([^']+)'/.exec(program) ?? [];
        const body = '{"action":"opened"}';
        const signedUrl = url === undefined ? undefined : `${url}?bodySHA256=${hexHash(body)}`;
        const headers = sign({
          scheme,
          secrets: [TEXT_SECRET],
          id: 'msg_1',
          event: 'issues',
          body,
          ...(signedUrl === undefined ? {} : { url: signedUrl }),
        });
        const target = `http://127.0.0.1:${port}${path}${signedUrl === undefined ? '' : new URL(signedUrl).search}`;
        await until(() => fetch(target));
        const post = (text: string) =>
          fetch(target, {
            method: 'POST',
            body: text,
            headers: { ...headers, 'Content-Type': 'application/json' },
          });
        expect((await post(`${body} `)).status).toBe(401);
        const genuine = await post(body);
        expect(genuine.ok).toBe(true);
        expect(stdout + (await genuine.text())).toMatch(/^issues \{ action: 'opened' \}|"bytes":19/);
      } finally {
        server.kill();
      }
    },
  );
});

function hexHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function until(attempt: () => Promise<unknown>, tries = 100): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    if (tries === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, 100));
    await until(attempt, tries - 1);
  }
}

describe('docs/explain.md, typed', () => {
  it('finds the cause it shows, in these words', { timeout: MINUTE }, async () => {
    const section = 'Why does my signature fail?';
    const block = blockOf('docs/explain.md', section, 'sh').replaceAll(
      'webhook-gateway ',
      'npx webhook-gateway ',
    );
    const ran = await typed(`npm run --silent build\n${block.trimEnd()} || true\n`);
    expect(ran.stderr).toBe('');
    expect(ran.stdout).toBe(blockOf('docs/explain.md', section, 'text'));
  });
});

describe('docs/schemes.md, typed', () => {
  it('tries a scheme of its own with the commands shown', { timeout: MINUTE }, async () => {
    const [scheme = ''] = blocks(read('docs/schemes.md'), 'yaml').map(({ text }) => text);
    writeFileSync(
      join(checkout, 'gateway.yaml'),
      `${scheme}store: { url: "memory:" }
routes:
  - name: desk
    path: /desk
    source: { scheme: ticket-desk, secrets: [{ env: SECRET }] }
    destination: { url: "http://127.0.0.1:1/", scheme: standard, secrets: [{ env: RECEIVER_SECRET }] }
`,
    );
    const block = blockOf('docs/schemes.md', 'Trying it', 'sh');
    const ran = await typed(
      `npm run --silent build\n${block.replaceAll('webhook-gateway ', 'npx webhook-gateway ')}`,
      { SECRET: TEXT_SECRET, RECEIVER_SECRET: STANDARD_SECRET },
    );
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout).toContain('The delivery verifies under scheme ticket-desk with ');
  });
});

describe('shell blocks of the other pages', () => {
  const others = PAGES.filter((page) => page !== 'README.md').flatMap((page) =>
    blocks(read(page), 'sh').map(({ text }) => [page, text] as const),
  );

  it.each(others)('%s: is shell, and calls nothing but scripts there are', (_page, text) => {
    expect(spawnSync('bash', ['-n'], { input: text }).status).toBe(0);
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const [, script = ''] of text.matchAll(/npm run ([\w:-]+)/g)) expect(scripts).toHaveProperty(script);
  });

  it('names npm scripts and commands in prose that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const page of PAGES) {
      for (const [, script = ''] of read(page).matchAll(/`npm run ([\w:-]+)/g))
        expect(scripts, page).toHaveProperty(script);
      for (const [, command = ''] of read(page).matchAll(/`webhook-gateway ([a-z]+)/g)) {
        const known = COMMANDS.some(({ declaration: { name } }) => name.split(' ')[0] === command);
        expect(known || command === 'help', `${page}: ${command}`).toBe(true);
      }
    }
  });
});
