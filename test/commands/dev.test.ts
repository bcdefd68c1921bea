/** `dev` as a newcomer uses it: one command, its own line to try, a forgery and why it was refused, Ctrl-C. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { post } from '../helpers/gateway.js';
import { startProgram, type Program } from '../helpers/process.js';
import { MAIN } from '../helpers/program.js';
import { freePort, until } from '../helpers/servers.js';
import { signHeaders } from '../helpers/sign.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';
import { typed } from './typed.js';

let receiver: Upstream;
beforeAll(async () => {
  receiver = await startUpstream();
});
afterAll(() => receiver.close());

async function started(...argv: readonly string[]): Promise<Program & { readonly url: string }> {
  const program = startProgram(['dev', '--forward-to', `${receiver.url}/hook`, '--port', '0', ...argv], {
    GIVEN: 'a-secret-that-was-given-to-github',
  });
  await until('it says how to stop it', () => program.stdout().includes('Stop with Ctrl-C'), 20_000);
  const [, url = ''] = /──▶ (\S+) ──▶/.exec(program.stdout()) ?? [];
  return { ...program, url };
}

/** A line as a shell runs it, with the program under its name. */
async function shell(line: string): Promise<{ readonly code: number; readonly out: string }> {
  const child = spawn('bash', ['-c', `webhook-gateway() { '${process.execPath}' '${MAIN}' "$@"; }; ${line}`]);
  let out = '';
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (out += text.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out };
}

describe('with secrets made for the run', () => {
  let program: Awaited<ReturnType<typeof started>>;
  beforeAll(async () => {
    program = await started('--scheme', 'github');
  });
  afterAll(async () => {
    program.child.kill('SIGKILL');
    await program.exited;
  });

  test('its own line to try is accepted, and printed on a line', async () => {
    const [, line = ''] = /^Try it:\n {2}(.*)$/m.exec(program.stdout()) ?? [];
    expect(await shell(line)).toMatchObject({ code: 0 });
    await until('it is printed', () => /^\d\d:\d\d:\d\d {2}accepted/m.test(program.stdout()));
    expect(program.stdout()).toMatch(/^\d\d:\d\d:\d\d {2}accepted +webhook_test +200 {2}\d+ ms$/m);
  });

  test('the receiver can verify with the secret that was printed', () => {
    const [, secret = ''] = /receiver verifies with.*\n {2}(whsec_\S+)/.exec(program.stdout()) ?? [];
    const { headers, body } = receiver.received.at(-1) ?? { headers: {}, body: Buffer.alloc(0) };
    expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
  });

  test('it tells where the console is, with a token that its API takes', async () => {
    const [, origin = '', token = ''] =
      /^console: (http:\/\/127\.0\.0\.1:\d+)\/#token=([0-9a-f]{64})$/m.exec(program.stdout()) ?? [];
    const answer = await fetch(`${origin}/api/whoami`, { headers: { Authorization: `Bearer ${token}` } });
    expect(await answer.json()).toMatchObject({ role: 'operator' });
    expect(program.stdout().split(token).length).toBe(2);
  });

  test('a forgery is refused, with why', async () => {
    const forged = signHeaders('github', 'another-secret-of-some-length-here', '{"a":1}', { event: 'push' });
    expect(await post(program.url, '{"a":1}', forged)).toMatchObject({ status: 401 });
    await until('the causes are printed', () => /^ +1\. .+\n +evidence: /m.test(program.stdout()));
    expect(program.stdout()).toMatch(/^\d\d:\d\d:\d\d {2}invalid_signature/m);
  });

  test('each secret is printed once and in no line of a delivery; Ctrl-C ends it: exit 0', async () => {
    program.child.kill('SIGINT');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    const [, secret = '?'] = /receiver verifies with.*\n {2}(whsec_\S+)/.exec(program.stdout()) ?? [];
    expect(program.stdout().split(secret).length).toBe(2);
    expect(program.stderr()).toBe('');
  });
});

test('a secret that was given is not printed, and the line to try takes it from the same place', async () => {
  const { child, exited, stdout } = await started(
    ...['--scheme', 'github', '--secret-env', 'GIVEN', '--destination-scheme', 'none'],
  );
  const [, line = ''] = /^Try it:\n {2}(.*)$/m.exec(stdout()) ?? [];
  expect(line).toContain('webhook-gateway send --scheme github --secret-env GIVEN --url http://127.0.0.1');
  expect(stdout()).not.toContain('a-secret-that-was-given');
  expect(await shell(`export GIVEN=a-secret-that-was-given-to-github; ${line}`)).toMatchObject({ code: 0 });
  child.kill('SIGINT');
  expect((await exited).code).toBe(0);
});

test.each(['square', 'stripe', 'discord', 'standard', 'none'])(
  'under %s its own line is accepted',
  async (scheme) => {
    const port = await freePort();
    const { child, exited, stdout } = await started('--scheme', scheme, '--port', String(port));
    const [, line = ''] = /^Try it:\n {2}([^]*?)\n\nconsole:/m.exec(stdout()) ?? [];
    expect(await shell(line)).toMatchObject({ code: 0 });
    child.kill('SIGINT');
    expect((await exited).code).toBe(0);
  },
);

test.each([
  [[], 'name the scheme'],
  [['--scheme', 'github'], '--forward-to URL'],
  [['--scheme', 'gitbuh', '--forward-to', 'http://127.0.0.1:1'], 'did you mean "github"?'],
  [['--scheme', 'github', '--forward-to', 'http://127.0.0.1:1', '--port', '70000'], '--port takes'],
  [['--scheme', 'github', '--forward-to', 'ftp://127.0.0.1:1'], 'destination.url'],
])('%j: exit 2, and what is missing or wrong', async (argv, words) => {
  for (const name of ['dev', 'listen']) {
    const { code, err } = await typed(undefined, [name, ...argv]);
    expect(code).toBe(2);
    expect(err).toContain(words);
  }
});
