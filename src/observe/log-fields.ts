/**
 * Every field a log line can have, named once. The texts are the table of docs/operations.md; a test holds the two
 * together. None of them ever holds a secret, a signature or a part of a body.
 */
export const FIELDS = {
  time: 'ISO 8601 in UTC, with milliseconds',
  level: '`debug`, `info`, `warn`, `error` or `fatal`',
  msg: 'What happened; `delivery` for the one line of a delivery, `attempt` for one of the queue',
  route: "The route's name; `_unmatched` if no route has the path",
  outcome: 'How the delivery ended: one word of the outcome catalogue',
  reason: 'Why, as one word of a closed list, if the outcome alone does not say',
  status: 'The status the source was told; on `admin`: who asked',
  messageId: 'The message id (`svix-id`, `webhook-id`) the receiver sees; the same for every retry',
  sourceId: "The provider's own id, if it has one",
  event: "The event's name, if it was read anyway",
  client: "The source's address; on `admin`: that of who asked",
  path: 'Of a request that no route has: its path, without its query',
  nearest: 'Of a request that no route has: the route that was meant, if one is near',
  takenFrom: 'Of a delivery that was refused before and is taken now: its id in the list of refused ones',
  secret: 'Name of the secret that matched (never its value)',
  timestampAge: 'Age of the signed time at receipt, in seconds; negative if it lies ahead',
  eventMismatch: 'true if the unsigned event header contradicts the signed body',
  droppedHeaders:
    'Headers that should have gone on to the receiver and could not: repeated, empty, over 4,096 characters, with control characters, named by `Connection`, or under a name with an underscore that only a pattern fits',
  claims: 'What each request for the claim gave, in order, separated by blanks',
  withoutDedupe: 'true if the store was out and the delivery went on without dedupe',
  destination:
    "The destination's name, if the delivery came that far; of several, the one whose verdict was told",
  destinations: 'Of several, what came of each that was asked: `crm=accepted mail=queued`',
  attempt: 'Number of the attempt, from 1',
  attempts: 'On `dead letter`: how many attempts were made; at the end: how many were cut off',
  result: "How the receiver's answer was understood: accepted, retry, final, timeout, unreachable",
  receiverStatus: "The receiver's status, if it gave one",
  nextAttempt: 'On `attempt`: when the next one is due, ISO 8601 in UTC',
  dead: 'On `attempt` and `dead letter`: why the message is given up',
  remembered: 'On `late attempt`: whether the late success was written down, so that a retry is a duplicate',
  durationMs:
    'Receipt to answer, in milliseconds; on `late attempt` and `attempt`: receipt to the end of the attempt',
  uploadMs: "Receipt to the body's last byte",
  receiverMs: 'The attempt alone',
  overheadMs: 'durationMs without uploadMs and receiverMs',
  bytes: 'Size of the body received',
  job: 'On lines of jobs: its id',
  work: 'On lines of jobs: replay, redrive, verify or drop',
  by: 'On lines of jobs: the name of the token that asked for it',
  done: 'At the end of a job: how many it did',
  left: 'At the end of a job: how many it did not come to, because it was stopped',
  failed: 'At the end of a job: how many could not be done',
  skipped: 'At the end of a job: how many needed nothing any more, or have no body',
  what: 'On `admin`: the operation, as the API’s description names it',
  on: 'On `admin`: the route or delivery in the path',
  token: 'On `admin`: name of the token (never its value)',
  actor: 'On `admin`: whom the proxy in front named',
  count: 'On `admin`: how many deliveries, if the answer said',
  suppressed: 'On `refused deliveries left out` and `faults left out`: how many such lines were not written',
  version: "At start: the gateway's version",
  address: 'At start: host and port it listens on',
  signal: 'At the end: the signal that asked for it',
  key: 'On configuration faults and warnings: the key path or the variable meant',
  err: 'On faults: type, code, message, stack and cause of the error, without its other members',
} as const satisfies Record<string, string>;

export type Field = keyof typeof FIELDS;

/** Values of a line; `undefined` leaves the field out. */
export type Fields = Partial<Record<Field, string | number | boolean | undefined>>;
