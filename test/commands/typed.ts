/** A command as typed, run in this process: its exit code and what it printed. */
import { run } from '../../src/commands/cli.js';
import type { ExitCode, Io } from '../../src/commands/io.js';
import { TOKEN, type TestApi } from '../helpers/api.js';

export interface Typed {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

export async function typed(
  api: Pick<TestApi, 'url'> | undefined,
  argv: readonly string[],
  { env = {}, ...io }: Partial<Io> = {},
): Promise<Typed> {
  let out = '';
  let err = '';
  const code = await run(argv, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    env: { ...(api && { GATEWAY_ADMIN_URL: api.url, GATEWAY_ADMIN_TOKEN: TOKEN }), ...env },
    stdin: () => Promise.reject(new Error('it reads nothing')),
    ...io,
  });
  return { code, out, err };
}

/** Rows of a printed table, cell by cell. */
export function cells(text: string): string[][] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/));
}
