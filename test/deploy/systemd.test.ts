/**
 * config/deploy/systemd and docs/hosts.md: systemd's own judges look at the unit, what the page tells to type is typed, and
 * the unit's lines are run as systemd would run them, below another root.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadGatewayConfig } from '../../src/config/load.js';
import { STANDARD_SECRET, TEXT_SECRET } from '../docs/load.js';
import { MAN_PAGE, manPage } from '../docs/man-page.js';
import { ROOT, blockOf, blocks, read } from '../docs/markdown.js';
import { startProgram, type Program } from '../helpers/process.js';
import { MAIN } from '../helpers/program.js';
import { freePorts, until } from '../helpers/servers.js';
import { signHeaders } from '../helpers/sign.js';
import { findOrInstall } from '../helpers/tools.js';

const UNIT = 'config/deploy/systemd/webhook-gateway.service';
const PAGE = 'docs/hosts.md';

/** Each setting of the unit, which may stand several times. */
const settings = new Map<string, string[]>();
for (const [, key = '', value = ''] of read(UNIT).matchAll(/^(\w+)=(.*)$/gm))
  settings.set(key, [...(settings.get(key) ?? []), value]);

function setting(key: string): string {
  const [value, ...more] = settings.get(key) ?? [];
  if (value === undefined || more.length > 0) throw new Error(`the unit has ${more.length} more of ${key}`);
  return value;
}

function tool(name: string, debianPackage: string): string {
  const found = findOrInstall({ names: [name], debianPackage });
  if (found === undefined) throw new Error(`these tests need ${name} (Debian's package is ${debianPackage})`);
  return found;
}

let root: string;
let ports: readonly number[];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'systemd-'));
  ports = await freePorts(2);
  for (const folder of ['usr/bin', 'usr/lib', 'etc']) mkdirSync(join(root, folder), { recursive: true });
}, 120_000);

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** The same below another root. */
function rooted(text: string): string {
  return text.replace(/(?<![\w./])(?=\/(?:etc|usr)\/)/g, root);
}

function typed(script: string, env: Readonly<Record<string, string>> = {}): void {
  execFileSync('sh', ['-euc', rooted(script)], {
    cwd: root,
    env: { PATH: `${join(root, 'usr/bin')}:${process.env['PATH'] ?? ''}`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('the unit, before systemd', () => {
  test('is one: every setting is known, every value can be read', () => {
    const copy = join(root, 'webhook-gateway.service');
    // What it runs need not be there for that.
    writeFileSync(copy, read(UNIT).replaceAll('/usr/bin/webhook-gateway', '/bin/true'));
    const { status, stderr } = spawnSync(tool('systemd-analyze', 'systemd'), ['verify', '--man=no', copy], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });

  test('exposes as little as the page says', () => {
    const { stdout } = spawnSync(
      tool('systemd-analyze', 'systemd'),
      ['security', '--offline=true', '--no-pager', ROOT + UNIT],
      { encoding: 'utf8' },
    );
    const [, rating = ''] = /Overall exposure level for \S+: ([\d.]+)/.exec(stdout) ?? [];
    expect(read(PAGE)).toContain(`rates it ${rating} of 10`);
    expect(Number(rating)).toBeLessThan(2);
  });

  test('gives a drain the time that it takes, and says so as the page does', () => {
    const loaded = loadGatewayConfig({
      file: `${ROOT}config/deploy/systemd/gateway.yaml`,
      env: { REDIS_URL: 'memory:', CREDENTIALS_DIRECTORY: credentials() },
    });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
    const { server } = loaded.config;
    const drain = (server.drainDelay + server.drainTimeout) / 1_000;
    expect(Number(setting('TimeoutStopSec'))).toBeGreaterThan(drain);
    expect(read(PAGE)).toContain(
      `${drain} s by default, and \`TimeoutStopSec\` is ${setting('TimeoutStopSec')}`,
    );
    expect(read(PAGE)).toContain(`after ${setting('RestartSec')} s`);
  });
});

function credentials(): string {
  const folder = mkdtempSync(join(root, 'credentials-'));
  for (const name of ['admin-token', 'source']) writeFileSync(join(folder, name), TEXT_SECRET);
  writeFileSync(join(folder, 'receiver'), STANDARD_SECRET);
  return folder;
}

describe('docs/hosts.md, typed', () => {
  test('has no block that is not run here, but for those that need a running systemd', () => {
    expect(blocks(read(PAGE), 'sh').map(({ section }) => section)).toEqual([
      'Install',
      'Configure',
      'Run',
      'Log',
    ]);
    for (const line of blockOf(PAGE, 'Run', 'sh').trim().split('\n'))
      expect(line).toMatch(/^systemctl (?:daemon-reload|enable --now webhook-gateway)$/);
  });

  test('installs what the table lists', { timeout: 60_000 }, () => {
    execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', root], { cwd: ROOT });
    typed(blockOf(PAGE, 'Install', 'sh'));
    const places = Array.from(read(PAGE).matchAll(/^\| `(\/usr\/[^`]+)`/gm), ([, place = '']) => place);
    expect(places.length).toBe(5);
    for (const place of places) expect(existsSync(root + place), place).toBe(true);
    expect(readFileSync(`${root}/usr/share/man/man1/webhook-gateway.1`, 'utf8')).toBe(read(MAN_PAGE));
  });

  test('configures it: `check` takes what is written, and nobody else may read a secret', () => {
    typed(blockOf(PAGE, 'Configure', 'sh'), { PROVIDER_SECRET: TEXT_SECRET });
    const modeOf = (path: string): string => (statSync(join(root, path)).mode & 0o777).toString(8);
    expect(
      ['', '/gateway.yaml', '/secrets', '/environment'].map((path) => modeOf(`etc/webhook-gateway${path}`)),
    ).toEqual(['755', '644', '700', '600']);
    for (const loaded of settings.get('LoadCredential') ?? [])
      expect(modeOf(loaded.replace(/^.*:/, ''))).toBe('600');
  });
});

/** The unit's lines as systemd runs them, in the environment that it gives them. */
describe('the unit, run', { timeout: 60_000 }, () => {
  let main: Program;
  let env: Record<string, string>;

  beforeAll(() => {
    const folder = join(root, 'run/credentials');
    mkdirSync(folder, { recursive: true });
    for (const loaded of settings.get('LoadCredential') ?? []) {
      const [name = '', file = ''] = loaded.split(':');
      copyFileSync(root + file, join(folder, name));
    }
    writeFileSync(join(root, 'etc/webhook-gateway/environment'), 'REDIS_URL=memory:\n');
    const [port, adminPort] = ports;
    const variables = [
      ...Array.from(
        setting('Environment').matchAll(/"([^"]*)"|(\S+)/g),
        ([, quoted, plain]) => quoted ?? plain ?? '',
      ),
      ...readFileSync(rooted(setting('EnvironmentFile').slice(1)), 'utf8')
        .trim()
        .split('\n'),
    ].map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)] as const);
    env = {
      ...Object.fromEntries(variables),
      CREDENTIALS_DIRECTORY: folder,
      // Stands for the file at its place in /etc.
      GATEWAY_CONFIG: join(root, 'etc/webhook-gateway/gateway.yaml'),
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
    };
    const [program = '', ...words] = setting('ExecStart').split(' ');
    expect(program).toBe('/usr/bin/webhook-gateway');
    main = startProgram(words, env, '', rooted(program));
  });

  /** A line of the unit. `$$` is a dollar of the shell's, as systemd has it. */
  function exec(key: string, pid: number | undefined): { code: number | null; took: number } {
    const began = performance.now();
    const line = rooted(setting(key)).replaceAll('$$', '$');
    const { status } = spawnSync('sh', ['-c', line], {
      env: { PATH: process.env['PATH'], ...env, MAINPID: String(pid) },
      stdio: 'ignore',
      timeout: Number(setting('TimeoutStartSec')) * 1_000,
    });
    return { code: status, took: performance.now() - began };
  }

  test('counts as started when the port answers', async () => {
    expect(exec('ExecStartPost', main.child.pid).code).toBe(0);
    const answer = await fetch(`http://127.0.0.1:${ports[0] ?? 0}/webhooks/actuallycare`, {
      method: 'POST',
      headers: signHeaders('actuallycare', `not-${TEXT_SECRET}`, '{}'),
      body: '{}',
    });
    expect(answer.status).toBe(401);
  });

  test('reloads', async () => {
    const file = join(root, 'etc/webhook-gateway/gateway.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('path: /webhooks/actuallycare', 'path: /other'));
    expect(exec('ExecReload', main.child.pid).code).toBe(0);
    await until('it reloaded', () => main.stdout().includes('reloaded: 1 route(s)'));
  });

  test('logs lines of JSON, in which the page finds what it looks for', () => {
    const lines = main.stdout().trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toContain('info');
    const jq = tool('jq', 'jq');
    const [followed, refused = '', broken = ''] = blockOf(PAGE, 'Log', 'sh').trim().split('\n');
    expect(followed).toBe('journalctl -u webhook-gateway -o cat -f');
    const found = (line: string, input: string): string =>
      execFileSync(jq, ['-c', /jq -c '(.*)'$/.exec(line)?.[1] ?? ''], { input, encoding: 'utf8' });
    expect(found(refused, main.stdout())).toMatch(/^\["20\d\d-[^"]*","leads","\w+"\]\n$/);
    expect(found(broken, `{"level":"error"}\n${main.stdout()}`)).toBe('{"level":"error"}\n');
  });

  test('stops with 0, drained', async () => {
    main.child.kill('SIGTERM');
    expect(await main.exited).toEqual({ code: 0, signal: null });
    expect(main.stdout()).toContain('"drained"');
  });

  test('a gateway that ends before it is ready fails the start at once', () => {
    const { code, took } = exec('ExecStartPost', main.child.pid);
    expect(code).toBe(1);
    expect(took).toBeLessThan(10_000);
  });

  test('a faulty configuration ends it with the code that is not tried again', async () => {
    writeFileSync(env['GATEWAY_CONFIG'] ?? '', 'routes: 1\n');
    const { code } = await startProgram(['serve'], env, '', MAIN).exited;
    expect(String(code)).toBe(setting('RestartPreventExitStatus'));
  });
});

describe('the man page', () => {
  test('is what `npm run docs:write` writes', () => {
    expect(read(MAN_PAGE), 'run `npm run docs:write`').toBe(manPage());
  });

  test('is in order for mandoc and for man', () => {
    const { stdout } = spawnSync(tool('mandoc', 'mandoc'), ['-T', 'lint', '-W', 'warning', ROOT + MAN_PAGE], {
      encoding: 'utf8',
    });
    // A date would say when the page was made, and not what it says.
    expect(stdout.split('\n').filter((line) => !/missing date, using "": TH$/.test(line))).toEqual(['']);
  });
});
