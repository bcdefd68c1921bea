/** Does what operations.ts promises to operators, with the log, the queues, the pauses and the routes. */
import { idNoteKeyOf, recordKeyOf } from '../model/ids.js';
import type { Operations, RouteState, OperatedRoute } from './operations.js';
import type { DeliveryDetail } from '../model/log-entry.js';
import type { QueueEngine } from '../queue/engine.js';
import type { ClaimStore } from '../line/claim/claim-store.js';
import type { Found, MessageStore } from '../queue/message-store.js';
import type { Pauses } from '../line/pauses.js';
import { listDead, listDeliveries } from './lists.js';
import { cancelPending, redrive } from './redrive.js';
import type { Refusals } from './refusals.js';
import { sendTest } from './test-event.js';

export interface OperationsParts {
  /** All routes as they are configured now. */
  readonly routes: () => readonly OperatedRoute[];
  readonly claims: ClaimStore;
  /** Undefined if the store cannot keep messages. */
  readonly messages: MessageStore | undefined;
  /** Undefined if nothing is queued. */
  readonly queues: () => QueueEngine | undefined;
  readonly pauses: Pauses;
  readonly refusals: Refusals;
  readonly reload: Operations['reload'];
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

export function createOperations(parts: OperationsParts): Operations {
  const { routes, claims, messages, queues, pauses, clock } = parts;
  const names = (): string[] => routes().map(({ name }) => name);
  const routeOf = (name: string): OperatedRoute | undefined => routes().find((route) => route.name === name);

  async function stateOf(route: OperatedRoute): Promise<RouteState> {
    const { name, path, mode, source, destination } = route;
    const queue = queues()?.of(name);
    const sample = await queues()?.sampleOf(name);
    return {
      name,
      path,
      mode,
      source,
      destination,
      paused: pauses.of(name),
      queue: sample && queue && { ...sample, breaker: queue.governor.breaker },
    };
  }

  async function find(id: string): Promise<Found | undefined> {
    return messages?.find(names(), id);
  }

  async function setPaused(name: string, paused: boolean): Promise<boolean> {
    if (!routeOf(name)) return false;
    await pauses.set(name, paused ? 'operator' : undefined);
    return true;
  }

  /** Every record the id can belong to: the log knows, and without one the id leads there by itself. */
  async function recordsOf(id: string): Promise<string[]> {
    const found = await find(id);
    if (found) return [found.key];
    const keys = await Promise.all(
      routes().map(async ({ name, source }) => [
        recordKeyOf(name, source.scheme, id),
        await claims.noted(idNoteKeyOf(name, source.scheme, id)),
      ]),
    );
    return keys.flat().filter((key) => key !== undefined);
  }

  return {
    routes: () => Promise.all(routes().map(stateOf)),
    deliveries: (query) => listDeliveries(query, names(), messages, parts.refusals),
    dead: (query) => listDead(query, names(), messages),
    async delivery(id): Promise<DeliveryDetail | undefined> {
      const found = await find(id);
      if (!found || !messages) return undefined;
      const [entry, body] = await Promise.all([messages.entry(found), messages.body(found)]);
      return entry && { ...entry, body };
    },
    async replay(id) {
      const found = await find(id);
      if (!found || !messages) return 'not_found';
      const queue = queues()?.of(found.route);
      if (!queue) return 'body_not_kept';
      const armed = await messages.arm(found.route, found.key, clock(), true);
      if (armed === 'gone') return 'not_found';
      if (armed === 'no_body') return 'body_not_kept';
      await queue.jobs.hurry(found.key);
      return 'replayed';
    },
    async forget(id) {
      const forgotten = await Promise.all((await recordsOf(id)).map((key) => claims.forget(key)));
      return forgotten.includes(true);
    },
    replayDead: (selection) => redrive(selection, { names: names(), messages, queues: queues(), clock }),
    async test(name) {
      const route = routeOf(name);
      return route && sendTest(route, clock);
    },
    pause: (name) => setPaused(name, true),
    resume: (name) => setPaused(name, false),
    async cancel(name) {
      const route = routeOf(name);
      if (!route) return undefined;
      const queue = queues()?.of(name);
      return queue && messages ? cancelPending(queue, messages) : 0;
    },
    reload: parts.reload,
  };
}
