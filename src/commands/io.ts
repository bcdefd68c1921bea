/** The part of the outside that a command may touch: the process in main.ts, a stand-in in tests. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: () => Promise<Buffer>;
  /** Whether a person reads `err` as it is written. Left out: no. */
  readonly errIsTerminal?: boolean;
  /** Asks whoever sits at the terminal, and gives the line typed. Left out: nobody sits there. */
  readonly ask?: (question: string) => Promise<string>;
  /** Whether a person reads `out` as it is written. Left out: no. */
  readonly outIsTerminal?: boolean;
  /** From the first call on, Ctrl-C aborts this instead of ending the process; the second time it does end it. */
  readonly interrupted?: () => AbortSignal;
  /** The file that this program was started from. Left out: it is called by its name. */
  readonly script?: string;
}

/** 0 done, 1 the thing asked about failed, 2 usage or configuration. */
export type ExitCode = 0 | 1 | 2;

export type Command = (argv: readonly string[], io: Io) => Promise<ExitCode>;

/** The call itself was wrong; cli.ts prints the message with the command's usage and exits with 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The call was right and what it asked for did not happen; cli.ts prints the message alone. */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = 1) {
    super(message);
    this.name = 'CommandFailure';
    this.exitCode = exitCode;
  }
}
