/** It ends when told: no reader of its log, and no receiver, is waited for without a bound. */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { lead, leadsConfig, PATH } from '../../helpers/leads.js';
import { createSender } from '../../helpers/load.js';
import { startGatewayProcess, startProgram, type Exit, type GatewayProcess } from '../../helpers/process.js';
import { MAIN } from '../../helpers/program.js';
import { freePort, tie, until } from '../../helpers/servers.js';
import { startUpstream, type Upstream } from '../../helpers/upstream.js';

/** drainDelay, the quiet half second, and what a last write may take; with room for a busy machine. */
const SOON_MS = 8_000;

const folder = mkdtempSync(join(tmpdir(), 'gateway-exits-'));
let receiver: Upstream;
let gateway: GatewayProcess | undefined;

beforeAll(async () => {
  receiver = await startUpstream();
});
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
});
afterAll(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

const late = (): Promise<string> => sleep(SOON_MS, 'still there', { ref: false });

describe('SIGTERM ends it, exit 0,', () => {
  test("when the log's reader goes away during the drain (a pipe of spawn)", async () => {
    gateway = await startGatewayProcess({ config: leadsConfig({ receiver: receiver.url }) });
    gateway.kill('SIGTERM');
    const { child, exited, stdout } = gateway;
    await until('it drains', () => stdout().includes('draining'));
    child.stdout?.destroy();
    expect(await Promise.race([exited, late()])).toEqual({ code: 0, signal: null });
  });

  const readers: readonly [what: string, open: () => { output: number; leave: () => void }][] = [
    ['when nobody reads the log any more', readerGone],
    ["when the log's reader stands still", readerStill],
    ['when the device of the log is full', () => device('/dev/full')],
  ];
  test.each(readers)('%s', async (_, open) => {
    const { output, leave } = open();
    const { ended, term } = await startWriting(output, leave);
    term();
    expect(await Promise.race([ended, late()])).toEqual({ code: 0, signal: null });
  });
});

test('a command whose output cannot be written says so in one sentence: exit 1', async () => {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [MAIN, 'schemes'], { stdio: ['ignore', full, 'pipe'] });
  tie(child);
  closeSync(full);
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(said).toBe('webhook-gateway: the output cannot be written (ENOSPC)\n');
  expect(code).toBe(1);
});

test('a drain that cuts attempts off says how many', async () => {
  const server = 'server: { host: 127.0.0.1, port: 0, drainDelay: 0s, drainTimeout: 1s }\n';
  const config = server + leadsConfig({ receiver: receiver.url });
  gateway = await startGatewayProcess({ config });
  receiver.reply(() => undefined);
  const { url } = gateway;
  const send = createSender(false);
  const before = receiver.received.length;
  const sent = [1, 2].map(() => send(url + PATH, lead()));
  await until('both are with the receiver', () => receiver.received.length === before + 2);
  gateway.kill('SIGTERM');
  expect(await gateway.exited).toEqual({ code: 0, signal: null });
  await Promise.all(sent);
  expect(gateway.lines().find(({ msg }) => /2 attempt\(s\) cut off/.test(String(msg)))).toMatchObject({
    level: 'warn',
    attempts: 2,
  });
});

test('SIGHUP before it has read its configuration does not end it', async () => {
  const file = join(folder, 'early.yaml');
  const ports = 'admin: { host: 127.0.0.1, port: 0 }\nserver: { host: 127.0.0.1, port: 0 }\n';
  writeFileSync(file, ports + leadsConfig({ receiver: receiver.url }));
  const preload = join(folder, 'early.cjs');
  writeFileSync(
    preload,
    `const fs = require('node:fs');
     const read = fs.readFileSync;
     fs.readFileSync = (path, ...rest) => {
       if (path === ${JSON.stringify(file)}) process.kill(process.pid, 'SIGHUP');
       return read(path, ...rest);
     };
     require('node:module').syncBuiltinESMExports();`,
  );
  const program = startProgram(['serve', '--config', file], { NODE_OPTIONS: `--require ${preload}` });
  await until('it listens, or has ended', () => {
    return program.stdout().includes('listening') || program.child.signalCode !== null;
  });
  program.child.kill('SIGTERM');
  expect(await program.exited).toEqual({ code: 0, signal: null });
});

function device(path: string): { output: number; leave: () => void } {
  return { output: openSync(path, 'w'), leave: () => undefined };
}

function pipe(name: string): { reader: number; writer: number } {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  return { reader, writer: openSync(path, 'w') };
}

function readerGone(): { output: number; leave: () => void } {
  const { reader, writer } = pipe('gone');
  return {
    output: writer,
    leave: () => {
      closeSync(reader);
    },
  };
}

function readerStill(): { output: number; leave: () => void } {
  const { reader, writer } = pipe('still');
  try {
    for (;;) writeSync(reader, Buffer.alloc(4_096, 'x'));
  } catch {
    // Full.
  }
  return { output: writer, leave: () => undefined };
}

/** A gateway whose log goes to `output`; it is up, and `leave` has been done. */
async function startWriting(
  output: number,
  leave: () => void,
): Promise<{ ended: Promise<Exit>; term: () => void }> {
  const port = await freePort();
  const file = join(folder, `writes-${port}.yaml`);
  const server = 'server: { host: 127.0.0.1, port: 0, drainDelay: 300ms, drainTimeout: 2s }\n';
  const admin = `admin: { host: 127.0.0.1, port: ${port} }\n`;
  writeFileSync(file, server + admin + leadsConfig({ receiver: receiver.url }));
  const child = spawn(process.execPath, [MAIN, 'serve', '--config', file], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', output, 'ignore'],
  });
  tie(child);
  const ended = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
  });
  closeSync(output);
  await until('it is ready', () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    ),
  );
  leave();
  return { ended, term: () => child.kill('SIGTERM') };
}
