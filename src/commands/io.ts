/** What a command may touch of the outside; the process's own in main.ts, anything else in tests. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: () => Promise<Buffer>;
}

/** 0 done, 1 the thing asked about failed, 2 usage or configuration. */
export type ExitCode = 0 | 1 | 2;

export type Command = (argv: readonly string[], io: Io) => Promise<ExitCode>;

/** The call itself was wrong; main.ts prints the message and exits with 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
