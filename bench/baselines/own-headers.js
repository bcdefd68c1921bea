/** Headers of one connection, not of the message; and what each side writes by itself. */
export const OWN = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'host',
  'content-length',
  'date',
]);
