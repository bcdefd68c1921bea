/** `webhook-gateway` as users run it: the built program in a process of its own, on free ports. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seriesValue } from './gateway.js';
import { MAIN } from './program.js';
import { tie, until } from './servers.js';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Program {
  readonly child: ChildProcess;
  readonly exited: Promise<Exit>;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

/** Starts it with nothing of this process's environment but the way to programs. */
export function startProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdin: Buffer | string = '',
  main = MAIN,
): Program {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  tie(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const exited = new Promise<Exit>((resolve) => {
    // `close`, not `exit`: by then all it wrote has been read.
    child.once('close', (code, signal) => {
      resolve({ code, signal });
    });
  });
  return { child, exited, stdout: () => stdout, stderr: () => stderr };
}

export interface Ran extends Exit {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdin: Buffer | string = '',
): Promise<Ran> {
  const program = startProgram(args, env, stdin);
  return { ...(await program.exited), stdout: program.stdout(), stderr: program.stderr() };
}

export interface AdminAnswer {
  readonly status: number;
  readonly text: string;
  /** The answer's `Connection` header. */
  readonly connection: string | null;
}

export interface GatewayProcess extends Program {
  readonly url: string;
  readonly port: number;
  readonly adminUrl: string;
  readonly adminPort: number;
  /** The configuration file, where it was started with one. */
  readonly file: string;
  /** Writes another configuration into that file; SIGHUP makes it count. */
  rewrite(yaml: string): void;
  kill(signal: NodeJS.Signals): void;
  /** Log lines so far, parsed. */
  lines(): readonly Record<string, unknown>[];
  /** Every message logged so far, line by line. */
  said(): string;
  metric(name: string, labels?: Record<string, string>): Promise<number>;
  /** GETs from the admin port. */
  readonly ask: (path: string) => Promise<AdminAnswer>;
  /** Kills it where it still runs, and removes its files. */
  stop(): Promise<void>;
}

export interface GatewayProcessOptions {
  /** A configuration file; ports, and drain times are filled in where it names none. Undefined: variables alone. */
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const LISTENING = /listening on port (\d+), admin on port (\d+)/;

/** @returns once both ports are open. */
export async function startGatewayProcess(options: GatewayProcessOptions): Promise<GatewayProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  const file = join(folder, 'gateway.yaml');
  const rewrite = (yaml: string): void => {
    writeFileSync(file, withPorts(yaml));
  };
  if (options.config !== undefined) rewrite(options.config);
  const env =
    options.config === undefined
      ? { PORT: '0', ADMIN_PORT: '0', ADMIN_HOST: '127.0.0.1', ...options.env }
      : { ...options.env };
  const program = startProgram(options.config === undefined ? ['serve'] : ['serve', '--config', file], env);
  const stop = async (): Promise<void> => {
    program.child.kill('SIGKILL');
    await program.exited;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until(
      'the gateway listens',
      () => {
        if (program.child.exitCode !== null) throw new Error(`it ended: ${program.stderr()}`);
        return LISTENING.test(program.stdout());
      },
      20_000,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  const [, port, adminPort] = LISTENING.exec(program.stdout()) ?? [];
  const adminUrl = `http://127.0.0.1:${adminPort ?? ''}`;
  const ask = async (path: string): Promise<AdminAnswer> => {
    const response = await fetch(adminUrl + path);
    const text = await response.text();
    return { status: response.status, text, connection: response.headers.get('connection') };
  };
  const lines = (): Record<string, unknown>[] =>
    program
      .stdout()
      .split('\n')
      // The last one may not be whole yet.
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    ...program,
    url: `http://127.0.0.1:${port ?? ''}`,
    port: Number(port),
    adminUrl,
    adminPort: Number(adminPort),
    file,
    rewrite,
    kill(signal) {
      program.child.kill(signal);
    },
    lines,
    said: () =>
      lines()
        .map((line) => String(line['msg']))
        .join('\n'),
    ask,
    metric: async (name, labels = {}) => seriesValue((await ask('/metrics')).text, name, labels),
    stop,
  };
}

function withPorts(yaml: string): string {
  let text = yaml;
  if (!/^server:/m.test(text)) {
    text = `server: { host: 127.0.0.1, port: 0, drainDelay: 300ms, drainTimeout: 5s }\n${text}`;
  }
  return /^admin:/m.test(text) ? text : `admin: { host: 127.0.0.1, port: 0 }\n${text}`;
}
