#!/usr/bin/env node
/** The program. It gives cli.ts the process's input, output and environment. Only this file ends the process. */
import { run } from './commands/cli.js';

async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

// A reader that had enough (`… | head`) is no fault of ours.
process.stdout.on('error', (error: Error & { code?: string }) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

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

const code = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  env: process.env,
  stdin: readStdin,
  errIsTerminal: process.stderr.isTTY,
  interrupted,
});
// What was printed must have left before the process does: a pipe may still be full.
await new Promise((resolve) => process.stdout.write('', resolve));
process.exit(code);
