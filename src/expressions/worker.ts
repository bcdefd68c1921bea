/**
 * The program of a worker process: evaluates what it is asked to, one task after the other. The gateway ends it. It has
 * no environment, no configuration and no secret.
 */
import { evaluate, parseFault } from './evaluate.js';
import type { Answer, AnswerKind, Task } from './messages.js';

/** So that the first delivery does not pay for code that has never run. */
const WARM_UP = '{ "text": $join([a.b ~> $map(function($v) { $uppercase($v & $now()) })]), "n": $sum(a.n) }';

async function answerTo(task: Task): Promise<AnswerKind> {
  if (task.do === 'parse') return { kind: 'parsed', fault: parseFault(task.text) };
  const { body, ...others } = task.input;
  const input = { ...others, body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) };
  const made = await evaluate(task.expression, input);
  return Buffer.isBuffer(made) ? { kind: 'body', body: made } : { kind: 'none', none: made };
}

function say(answer: AnswerKind): void {
  const { user, system } = process.cpuUsage();
  process.send?.({ ...answer, processorMs: (user + system) / 1_000 } satisfies Answer);
}

// What ends the gateway reaches its whole group: there, what runs comes to its end first.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const input = { contentType: undefined, event: undefined, id: '', time: 0, receivedAt: 0, headers: {} };
await evaluate(
  { text: WARM_UP, lossy: false, maxResult: 1_000 },
  { ...input, body: Buffer.from('{"a":[{"b":"x","n":1},{"b":"y","n":2}]}') },
);

// With the channel gone nothing keeps the process.
process.on('message', (task) => void answerTo(task as Task).then(say));
say({ kind: 'ready' });
