/** A program under measurement: alone on the gateway's processor, its output in a file, ended with the bench. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gone, tie, until } from '../../test/helpers/servers.js';
import { onGatewayCore, type Cores } from './cores.js';

export interface Program {
  readonly pid: number;
  /** @throws Error with the end of its output where it has ended by itself. */
  assertRuns(): void;
  stop(): Promise<void>;
}

export interface ProgramOptions {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cores: Cores;
  /** For its output. */
  readonly folder: string;
  /** The output's file. */
  readonly output?: string;
}

export function startProgram({
  command,
  env,
  cores,
  folder,
  output = 'output.log',
}: ProgramOptions): Program {
  const [program = '', ...args] = onGatewayCore(cores, command);
  const file = join(folder, output);
  const fd = openSync(file, 'w');
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
    stdio: ['ignore', fd, fd],
  });
  closeSync(fd);
  tie(child);
  const { pid } = child;
  if (pid === undefined) throw new Error(`cannot start ${command.join(' ')}`);
  return {
    pid,
    assertRuns() {
      if (child.exitCode === null && child.signalCode === null) return;
      throw new Error(`${command.join(' ')} ended:\n${readFileSync(file, 'utf8').slice(-2_000)}`);
    },
    async stop() {
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await gone(child);
      clearTimeout(patience);
    },
  };
}

/** Until somebody listens on the port. */
export function untilListening(program: Program, port: number): Promise<void> {
  return until(
    `something listens on port ${port}`,
    () => {
      program.assertRuns();
      return listens(port);
    },
    15_000,
  );
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
