/** The built gateway as a process: what is asked of it, and what the system says of it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gone, tie, until } from '../../test/helpers/servers.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** For a machine that is busy with other things. */
const PATIENCE_MS = 60_000;

export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export class Gateway {
  readonly #folder: string;
  readonly #adminUrl: string;
  readonly #child: ChildProcess;

  /** @param folder for its configuration and its output */
  constructor(folder: string, adminPort: number, config: string) {
    this.#folder = folder;
    this.#adminUrl = `http://127.0.0.1:${adminPort}`;
    writeFileSync(this.#file, config);
    const fd = openSync(join(folder, 'output.log'), 'w');
    this.#child = spawn(process.execPath, [MAIN, 'serve', '--config', this.#file], {
      env: { PATH: process.env['PATH'], NODE_ENV: 'production' },
      stdio: ['ignore', fd, fd],
    });
    closeSync(fd);
    tie(this.#child);
  }

  get #file(): string {
    return join(this.#folder, 'gateway.yaml');
  }

  /** @throws Error (rejects) with its output, if it has ended */
  ready(): Promise<void> {
    return until(
      'the gateway is ready',
      async () => {
        if (this.#child.exitCode !== null) throw new Error(`the gateway ended:\n${this.said()}`);
        return fetch(`${this.#adminUrl}/readyz`).then(
          ({ status }) => status === 200,
          () => false,
        );
      },
      PATIENCE_MS,
      100,
    );
  }

  /** Errors alone, as its configuration says. */
  said(): string {
    return readFileSync(join(this.#folder, 'output.log'), 'utf8');
  }

  reload(config: string): void {
    writeFileSync(this.#file, config);
    this.#child.kill('SIGHUP');
  }

  async scrape(): Promise<readonly Series[]> {
    const text = await (await fetch(`${this.#adminUrl}/metrics`)).text();
    return text.split('\n').flatMap((line) => {
      const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (name === undefined) return [];
      const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label, text]);
      return [{ name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) }];
    });
  }

  get residentMb(): number {
    const status = readFileSync(`/proc/${this.#child.pid ?? 0}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
  }

  get descriptors(): number {
    return readdirSync(`/proc/${this.#child.pid ?? 0}/fd`).length;
  }

  /** @returns its exit code, or undefined if it had to be killed */
  async end(): Promise<number | undefined> {
    this.#child.kill('SIGTERM');
    const patience = setTimeout(() => this.#child.kill('SIGKILL'), PATIENCE_MS);
    await gone(this.#child);
    clearTimeout(patience);
    return this.#child.exitCode ?? undefined;
  }
}

export function sum(
  series: readonly Series[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  return series
    .filter((one) => one.name === name)
    .filter((one) => Object.entries(labels).every(([label, value]) => one.labels[label] === value))
    .reduce((total, { value }) => total + value, 0);
}
