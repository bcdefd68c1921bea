/** What tests that start processes share. */
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A port that was free a moment ago; whoever takes it must be ready to lose the race and ask again. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Resolves when the process is gone. */
export function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
}

const children = new Set<ChildProcess>();

/** Sees to it that the process does not outlive this one, not even stopped. */
export function tie(child: ChildProcess): void {
  if (children.size === 0) {
    process.once('exit', () => {
      for (const one of children) one.kill('SIGKILL');
    });
  }
  children.add(child);
  child.once('exit', () => children.delete(child));
}

/**
 * Asks until the answer is true.
 * @param what for the message
 * @throws Error after `ms`
 */
export async function until(
  what: string,
  ask: () => boolean | Promise<boolean>,
  ms = 5_000,
  everyMs = 10,
): Promise<void> {
  const end = performance.now() + ms;
  while (!(await ask())) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
