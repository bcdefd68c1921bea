/** Sends dead letters again and drops pending messages, many at a time, on an operator's word. */
import type { DeadSelection } from './operations.js';
import type { QueueEngine } from '../queue/engine.js';
import type { RouteQueue } from '../queue/route-queue.js';
import type { ListedEntry, MessageStore } from '../queue/message-store.js';

const AT_ONCE = 200;

interface RedriveParts {
  readonly names: readonly string[];
  readonly messages: MessageStore | undefined;
  readonly queues: QueueEngine | undefined;
}

/** One after the other in the time the rate gives, the oldest letter last. @returns how many. */
export async function redrive(
  { route, ids, rate }: DeadSelection,
  { names, messages, queues }: RedriveParts,
): Promise<number> {
  if (!messages || !queues) return 0;
  const wanted = ids && new Set(ids);
  let count = 0;
  for (const name of route === undefined ? names : [route]) {
    const queue = queues.of(name);
    if (!queue) continue;
    for await (const letter of deadLetters(name, messages)) {
      if (wanted && !wanted.has(letter.id)) continue;
      const delay = (count * 1_000) / rate;
      const at = (await messages.time(name)) + Math.round(delay);
      if ((await messages.arm(name, letter.key, at, false)) !== 'armed') continue;
      await queue.jobs.add(letter.key, delay);
      count += 1;
      if (wanted && count === wanted.size) return count;
    }
  }
  return count;
}

/** Those that stay behind are passed over once, so that the walk ends. */
async function* deadLetters(route: string, messages: MessageStore): AsyncGenerator<ListedEntry> {
  let after: string | undefined;
  do {
    const page = await messages.list(route, {
      index: 'dead',
      since: undefined,
      until: undefined,
      after,
      limit: AT_ONCE,
    });
    yield* page.data;
    after = page.next;
  } while (after !== undefined);
}

/** Whenever they are due. */
const EVER = Number.MAX_SAFE_INTEGER;

/** As many as wait now, whatever comes meanwhile; what is being attempted goes on. @returns how many were dropped. */
export async function cancelPending(queue: RouteQueue, messages: MessageStore): Promise<number> {
  const { name } = queue.route;
  const { pending } = await messages.counts(name);
  const busy = new Set<string>();
  let count = 0;
  while (count + busy.size < pending) {
    const oldest = await messages.pending(name, EVER, 0, AT_ONCE + busy.size);
    const keys = oldest.filter((key) => !busy.has(key));
    if (keys.length === 0) break;
    const dropped = await Promise.all(keys.map((key) => queue.cancel(key)));
    for (const [i, key] of keys.entries()) {
      if (dropped[i]) count += 1;
      else busy.add(key);
    }
  }
  return count;
}
