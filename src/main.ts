/** The program. It gives cli.ts the process's input, output and environment. Only this file ends the process. */
import { once } from 'node:events';
import { isatty } from 'node:tty';
import { run } from './commands/cli.js';

const argv = process.argv.slice(2);

// A gateway that is still starting reads its configuration anyway: "read it again" must not end it.
if (argv[0] === 'serve') process.on('SIGHUP', () => undefined);

async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

process.stdout.on('error', ({ code = 'no reason given' }: Error & { code?: string }) => {
  // A reader that had enough (`… | head`) is no fault of ours.
  if (code === 'EPIPE') process.exit(0);
  process.stderr.write(`webhook-gateway: the output cannot be written (${code})\n`);
  process.exit(1);
});
// There is nowhere left to say that.
process.stderr.on('error', () => undefined);

/** The question goes where errors go: what is printed may be read by a program. */
async function ask(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // Ctrl-C, Ctrl-D and the end of the input are no answer.
    const answer = lines.question(question).catch(() => '');
    return await Promise.race([answer, once(lines, 'close').then(() => '')]);
  } finally {
    lines.close();
  }
}

function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Once: the next one finds no listener and ends the process.
    process.once(signal, () => {
      controller.abort();
    });
  }
  return controller.signal;
}

async function main(): Promise<void> {
  const code = await run(argv, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    env: process.env,
    stdin: readStdin,
    errIsTerminal: process.stderr.isTTY,
    // To look at `process.stdin` opens it, which most commands never need.
    ...(isatty(0) && process.stderr.isTTY && { ask }),
    outIsTerminal: process.stdout.isTTY,
    interrupted,
    ...(process.argv[1] !== undefined && { script: process.argv[1] }),
  });
  // What was printed must have left before the process does: a pipe may still be full.
  if (process.stdout.writableLength > 0) await new Promise((resolve) => process.stdout.write('', resolve));
  // A write that failed is told of a turn later.
  else await new Promise((resolve) => setImmediate(resolve));
  process.exit(code);
}

void main();
