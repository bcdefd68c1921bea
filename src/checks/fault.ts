/** One thing wrong (or risky) in a configuration. */
export interface Fault {
  /** Key path such as `routes[0].source.secrets[0]`, or a variable's name. */
  readonly path: string;
  /** What is wrong and what to do about it, in one or two sentences; never a secret. */
  readonly message: string;
}

/** One thing risky. */
export interface Warning extends Fault {
  /** Times that do not fit each other: the name of the route they are of. */
  readonly windowsOf?: string;
}
