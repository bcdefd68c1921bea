/** How strictly a program of somebody else's is compiled against types that it is given. */
export const STRICT_CONSUMER: readonly string[] = [
  ...['--ignoreConfig', '--noEmit', '--strict'],
  ...['--module', 'nodenext', '--target', 'es2023', '--types', 'node'],
];
