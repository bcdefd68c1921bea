/** Dead letters on their way again, and pending messages dropped: many at a time, on an operator's word. */
import type { DeadSelection } from '../operations.js';
import type { QueueEngine } from '../queue/engine.js';
import type { RouteQueue } from '../queue/route-queue.js';
import type { Reporter } from '../record.js';
import type { ClaimStore } from '../steps/claims.js';
import type { ListedEntry, MessageStore } from '../steps/messages.js';

const AT_ONCE = 200;

interface RedriveParts {
  readonly names: readonly string[];
  readonly messages: MessageStore | undefined;
  readonly queues: QueueEngine | undefined;
  readonly clock: () => number;
}

/** One after the other in the time the rate gives, the oldest letter last. @returns how many. */
export async function redrive(
  { route, ids, rate }: DeadSelection,
  { names, messages, queues, clock }: RedriveParts,
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
      if ((await messages.arm(name, letter.key, clock() + Math.round(delay), false)) !== 'armed') continue;
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

interface CancelParts {
  readonly messages: MessageStore;
  readonly claims: ClaimStore;
  readonly reporter: Reporter;
  readonly clock: () => number;
}

/** What is being attempted at the moment goes on. @returns how many were dropped. */
export async function cancelPending(
  queue: RouteQueue,
  { messages, claims, reporter, clock }: CancelParts,
): Promise<number> {
  const { name, destination, keeping, window } = queue.route;
  const before = clock() + 1;
  let count = 0;
  let passed = 0;
  for (;;) {
    const keys = await messages.pending(name, before, passed, AT_ONCE);
    if (keys.length === 0) return count;
    for (const key of keys) {
      if (await queue.jobs.remove(key)) {
        await drop(key);
        count += 1;
      } else passed += 1;
    }
  }

  async function drop(key: string): Promise<void> {
    const reason = 'cancelled';
    const entry = await messages.entry({ route: name, key });
    const ended = {
      state: 'dead',
      attempt: undefined,
      at: clock(),
      outcome: 'failed',
      dead: reason,
    } as const;
    await messages.end(name, key, ended, keeping);
    if (window !== undefined) await claims.bury(key, reason, keeping.dead);
    const { id: messageId = '', sourceId, event, attempts = [] } = entry ?? {};
    reporter.dead({
      route: name,
      destination,
      messageId,
      sourceId,
      event,
      reason,
      attempts: attempts.length,
    });
  }
}
