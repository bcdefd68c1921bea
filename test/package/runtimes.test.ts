/** The package under other runtimes: every supported line of Node, and what Bun and Deno can and cannot do with it. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEXT_SECRET } from '../docs/load.js';
import { ROOT } from '../docs/markdown.js';
import { MAIN } from '../helpers/program.js';
import { gone, tie, until } from '../helpers/servers.js';
import { signHeaders } from '../helpers/sign.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';
import { LINES, bun, deno, nodeOf } from './runtimes.js';

const LIBRARY = 'standard-webhooks-gateway-library';
const DOWNLOADS = 300_000;
let folder: string;
let main: string;
let config: string;
let receiver: Upstream;

beforeAll(async () => {
  receiver = await startUpstream();
  folder = mkdtempSync(join(tmpdir(), 'runtimes-'));
  cpSync(join(ROOT, 'dist/library-package'), join(folder, 'node_modules', LIBRARY), { recursive: true });
  // Away from node_modules, as an installation is.
  main = join(folder, 'gateway/dist/main.js');
  mkdirSync(dirname(main), { recursive: true });
  for (const part of ['package.json', 'config'])
    cpSync(join(ROOT, part), join(folder, 'gateway', part), { recursive: true });
  for (const part of ['main.js', 'program', 'console'])
    cpSync(join(dirname(MAIN), part), join(dirname(main), part), { recursive: true });
  config = join(folder, 'gateway.yaml');
  writeFileSync(config, GATEWAY);
  writeFileSync(
    join(folder, 'program.mjs'),
    `import { schemes, sign, verify, verifyRequest } from '${LIBRARY}';\n${PROGRAM}`,
  );
  writeFileSync(
    join(folder, 'program.cjs'),
    `const { schemes, sign, verify, verifyRequest } = require('${LIBRARY}');\n${PROGRAM}`,
  );
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
});
afterAll(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

const GATEWAY = `server: { host: 127.0.0.1, port: 0 }
admin: { host: 127.0.0.1, port: 0 }
store: { url: "memory:" }
routes:
  - name: a
    path: /a
    source: { scheme: github, secrets: [{ env: SECRET }] }
    destination: { url: "http://127.0.0.1:3000/", scheme: github, secrets: [{ env: SECRET }] }
`;

const ANY_PORT = `
server: { host: 127.0.0.1, port: 0 }
admin: { host: 127.0.0.1, port: 0 }
`;
const SERVES_AT = /listening on port (\d+)/;
const RECEIVER = { RECEIVER_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}` };

/** Shared secrets and a key pair; one genuine and one forged. */
const PROGRAM = `
const secrets = ['whsec_' + Buffer.alloc(32, 7).toString('base64')];
const body = '{"type":"a.b"}';
const headers = sign({ scheme: 'standard', secrets, id: 'msg_1', body });
const genuine = verify({ scheme: 'standard', secrets, headers, body });
const forged = verify({ scheme: 'standard', secrets, headers, body: '{"type":"a.c"}' });
const request = () => new Request('https://app.example/', { method: 'POST', headers, body });
const signs = Object.values(schemes).filter(({ trust }) => trust === 'body verified').length;
verifyRequest(request(), { scheme: 'standard', secrets }).then(async (taken) => {
  const refused = await verifyRequest(request(), { scheme: 'github', secrets: ['another-secret-of-mine'] });
  console.log(JSON.stringify([genuine.ok, forged.reason, taken.ok, refused.status, signs > 60]));
});
`;
const PRINTED = '[true,"mismatch",true,401,true]\n';

interface Runtime {
  readonly program: string;
  /** What stands before a file that it runs. */
  readonly args: readonly string[];
}

function runs(
  { program, args }: Runtime,
  words: readonly string[],
  input = '',
): { readonly code: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(program, [...args, ...words], {
    cwd: folder,
    input,
    encoding: 'utf8',
    timeout: 20_000,
    env: { PATH: process.env['PATH'], HOME: folder, SECRET: TEXT_SECRET, NO_COLOR: '1' },
  });
  return { code: status, stdout, stderr };
}

const DEMO = ['accepted', 'duplicate', 'invalid_signature', 'stale', 'accepted'];

function demoOf(runtime: Runtime): readonly (string | undefined)[] {
  const { stdout } = runs(runtime, [main, 'demo']);
  return [...stdout.matchAll(/^ok {2}\d\..* (\w+)$/gm)].map(([, outcome]) => outcome);
}

function takesTheLibrary(runtime: Runtime): void {
  for (const program of ['program.mjs', 'program.cjs'])
    expect(runs(runtime, [program]), program).toEqual({ code: 0, stdout: PRINTED, stderr: '' });
}

describe.each(LINES)('Node %s', (line) => {
  let runtime: Runtime;
  beforeAll(() => {
    runtime = { program: nodeOf(line), args: [] };
  }, DOWNLOADS);

  it('runs the library, as a module and in CommonJS', () => {
    takesTheLibrary(runtime);
  });

  it('runs the demo to its end, and leaves the code alone that another V8 made', () => {
    const ready = `import { loadProgram } from ${JSON.stringify(join(dirname(main), 'program/load-program.cjs'))};
console.log(process.version, loadProgram(${JSON.stringify(join(dirname(main), 'program/program.cjs'))}).wasReady);`;
    const { stdout } = runs(runtime, ['--input-type=module', '--eval', ready]);
    expect(stdout).toMatch(
      new RegExp(`^v${line}\\.[\\d.]+ ${String(process.version.startsWith(`v${line}.`))}\n$`),
    );
    expect(demoOf(runtime)).toEqual(DEMO);
  });

  it('checks a configuration and signs', () => {
    expect(runs(runtime, [main, 'check', '--config', config])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(': 0 faults') as string,
    });
    const signed = runs(runtime, [main, 'sign', '--scheme', 'github', '--secret-env', 'SECRET'], '{}');
    expect(signed).toMatchObject({ code: 0, stderr: '' });
    expect(signed.stdout).toContain('X-Hub-Signature-256: sha256=');
  });

  it('serves the first configuration that it writes: what is signed is delivered, and nothing else', async () => {
    const first = ['--source', 'github', '--destination', 'standard', '--url', `${receiver.url}/hook`];
    const file = `first-${line}.yaml`;
    expect(runs(runtime, [main, 'init', ...first, '--out', file])).toMatchObject({ code: 0 });
    const written = readFileSync(join(folder, file), 'utf8').replace('GITHUB_SECRET', 'SECRET');
    writeFileSync(join(folder, file), written + ANY_PORT);
    const gateway = await goesOn(runtime, [main, 'serve', '--config', file], SERVES_AT);
    await takesWhatIsSigned(`${gateway.url}/webhooks/github`);
    await gateway.stop();
  });

  it('`dev` shows what is signed on its way, and what is not', async () => {
    const words = ['--scheme', 'github', '--secret-env', 'SECRET', '--forward-to', `${receiver.url}/hook`];
    const stand = await goesOn(runtime, [main, 'dev', ...words, '--port', '0'], /:(\d+)\/webhooks ──▶/);
    await takesWhatIsSigned(`${stand.url}/webhooks`);
    await until('both are printed', () => /invalid_signature[^]*accepted/.test(stand.said()));
    await stand.stop();
  });
});

async function outcomeOf(url: string, headers: Readonly<Record<string, string>>): Promise<unknown[]> {
  const answer = await fetch(url, { method: 'POST', body: '{}', headers });
  return [answer.status, answer.headers.get('webhook-gateway-outcome')];
}

async function takesWhatIsSigned(url: string): Promise<void> {
  const before = receiver.received.length;
  const forged = signHeaders('github', TEXT_SECRET, '{ }');
  expect(await outcomeOf(url, forged)).toEqual([401, 'invalid_signature']);
  expect(await outcomeOf(url, signHeaders('github', TEXT_SECRET, '{}'))).toEqual([200, 'accepted']);
  expect(receiver.received.length).toBe(before + 1);
}

/** A command that goes on until it is told to stop. @param port what it prints it behind */
async function goesOn(
  { program, args }: Runtime,
  words: readonly string[],
  port: RegExp,
): Promise<{ readonly url: string; readonly said: () => string; readonly stop: () => Promise<void> }> {
  const child = spawn(program, [...args, ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, SECRET: TEXT_SECRET, ...RECEIVER, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  tie(child);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  const found = (): string | undefined => port.exec(text)?.[1];
  await until('it listens', () => found() !== undefined, 20_000);
  return {
    url: `http://127.0.0.1:${found() ?? ''}`,
    said: () => text,
    async stop() {
      child.kill('SIGKILL');
      await gone(child);
    },
  };
}

describe('Bun', () => {
  let runtime: Runtime;
  beforeAll(() => {
    runtime = { program: bun(), args: [] };
  }, DOWNLOADS);

  it('runs the library, as a module and in CommonJS', () => {
    takesTheLibrary(runtime);
  });

  it('runs commands that open no port', () => {
    expect(runs(runtime, [main, 'check', '--config', config])).toMatchObject({ code: 0 });
    expect(runs(runtime, [main, 'keygen', '--scheme', 'standard']).stdout).toMatch(/^whsec_\S{44}\n$/);
  });

  it('runs no gateway with the plain path: `serve` says so and opens nothing', () => {
    const { code, stdout, stderr } = runs(runtime, [main, 'serve', '--config', config]);
    expect(code).toBe(1);
    expect(stdout).not.toContain('listening');
    expect(stderr).toContain('cannot start: ');
  });

  it('runs one that reads with `server.http: node`, which refuses what is not signed', async () => {
    const plain = GATEWAY.replace('port: 0 }', 'port: 0, http: node }');
    writeFileSync(join(folder, 'by-node.yaml'), plain);
    const gateway = await goesOn(runtime, [main, 'serve', '--config', 'by-node.yaml'], SERVES_AT);
    expect(await outcomeOf(`${gateway.url}/a`, {})).toEqual([401, 'missing_signature']);
    await gateway.stop();
  });
});

describe('Deno', () => {
  let runtime: Runtime;
  beforeAll(() => {
    runtime = { program: deno(), args: ['run', '--quiet', '--allow-all'] };
  }, DOWNLOADS);

  it('runs the library, as a module and in CommonJS, with no right but to read its files', () => {
    takesTheLibrary({ ...runtime, args: ['run', '--quiet', '--allow-read'] });
  });

  it('runs the demo to its end', () => {
    expect(demoOf(runtime)).toEqual(DEMO);
  });
});

it('the pages say the same', () => {
  const page = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');
  expect(page).toContain('Bun and Deno run the library');
  const architecture = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
  expect(architecture).toContain('Bun starts no gateway unless `server.http: node` is set');
});
