/** What tests that start processes share. */
import type { ChildProcess } from 'node:child_process';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A port that was free a moment ago; whoever takes it must be ready to lose the race and ask again. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

/** So many, all different: one that is free again may be given out at once. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  for (const server of servers) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  return ports;
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
let watching = false;

/** Sees to it that the process does not outlive this one, not even stopped. */
export function tie(child: ChildProcess): void {
  if (!watching) {
    watching = true;
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
 * @param ms for a promise, its bound; where nothing is promised about time, a busy machine gets all the time it may want
 * @throws Error after `ms`
 */
export async function until(
  what: string,
  ask: () => boolean | Promise<boolean>,
  ms = 20_000,
  everyMs = 10,
): Promise<void> {
  const end = performance.now() + ms;
  while (!(await ask())) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

type Swallowed = 'nothing' | 'answers' | 'both';

export interface Proxy {
  readonly port: number;
  /**
   * From now on answers, or with `both` questions too, are swallowed on the connections there are (unless `existing` is
   * false), and on `newOnes` where that is said.
   */
  swallow(what: Swallowed, on?: { readonly existing?: boolean; readonly newOnes?: boolean }): void;
  /** Keeps answers back, until they are let go. */
  hold(): void;
  letGo(): void;
  /** Breaks every connection there is. */
  cut(): void;
  close(): Promise<void>;
}

/**
 * A way to a local port that can fail as networks do: silently, or with a break after the question arrived.
 * @param onQuestion is told what comes in one piece
 */
export async function startProxy(
  to: number,
  onQuestion: (piece: Buffer) => void = () => undefined,
): Promise<Proxy> {
  interface Line {
    readonly ends: readonly Socket[];
    swallows: Swallowed;
  }
  const lines = new Set<Line>();
  let fresh: Swallowed = 'nothing';
  let held: (() => void)[] | undefined;
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    const line: Line = { ends: [near, far], swallows: fresh };
    lines.add(line);
    near.on('data', (data) => {
      onQuestion(data);
      if (line.swallows !== 'both') far.write(data);
    });
    far.on('data', (data) => {
      const pass = (): unknown => line.swallows === 'nothing' && near.write(data);
      if (held) held.push(pass);
      else pass();
    });
    for (const end of line.ends) {
      end.on('error', () => undefined);
      end.on('close', () => {
        lines.delete(line);
        // Where both directions are swallowed not even the end of one side gets through.
        if (line.swallows !== 'both') for (const other of line.ends) other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const line of lines) for (const end of line.ends) end.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    swallow: (what, { existing = true, newOnes = false } = {}) => {
      if (newOnes) fresh = what;
      if (existing) for (const line of lines) line.swallows = what;
    },
    hold() {
      held = [];
    },
    letGo() {
      for (const pass of held ?? []) pass();
      held = undefined;
    },
    cut,
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
