/** Does what operations.ts promises to operators, with the log, the queues, the pauses and the routes. */
import { idNoteKeyOf, recordKeyOf } from '../model/ids.js';
import type { DeadSelection, DeliveryQuery, OperatedRoute, Operations, RouteState } from './operations.js';
import type { DeliveryDetail, DeliveryEntry, Page } from '../model/log-entry.js';
import type { QueueEngine } from '../queue/engine.js';
import type { ClaimStore } from '../line/claim/claim-store.js';
import type { Found, MessageStore } from '../queue/message-store.js';
import type { Pauses } from '../line/pauses.js';
import { listDead, listDeliveries } from './lists.js';
import { cancelPending, redrive } from './redrive.js';
import type { Refusals } from './refusals.js';
import { sendTest } from './test-event.js';
import type { EpochClock } from '../model/time.js';

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
  readonly clock: EpochClock;
}

export class Operator implements Operations {
  readonly #parts: OperationsParts;

  constructor(parts: OperationsParts) {
    this.#parts = parts;
  }

  async routes(): Promise<readonly RouteState[]> {
    return Promise.all(this.#parts.routes().map((route) => this.#stateOf(route)));
  }

  async deliveries(query: DeliveryQuery): Promise<Page<DeliveryEntry>> {
    const { messages, refusals } = this.#parts;
    return listDeliveries(query, this.#names(), messages, refusals);
  }

  async dead(query: Pick<DeliveryQuery, 'route' | 'cursor' | 'limit'>): Promise<Page<DeliveryEntry>> {
    return listDead(query, this.#names(), this.#parts.messages);
  }

  async delivery(id: string): Promise<DeliveryDetail | undefined> {
    const { messages } = this.#parts;
    const found = await this.#find(id);
    if (!found || !messages) return undefined;
    const [entry, body] = await Promise.all([messages.entry(found), messages.body(found)]);
    return entry && { ...entry, body };
  }

  async replay(id: string): Promise<'replayed' | 'body_not_kept' | 'not_found'> {
    const { messages, queues, clock } = this.#parts;
    const found = await this.#find(id);
    if (!found || !messages) return 'not_found';
    const queue = queues()?.of(found.route);
    if (!queue) return 'body_not_kept';
    const armed = await messages.arm(found.route, found.key, clock(), true);
    if (armed === 'gone') return 'not_found';
    if (armed === 'no_body') return 'body_not_kept';
    await queue.jobs.hurry(found.key);
    return 'replayed';
  }

  async forget(id: string): Promise<boolean> {
    const { claims } = this.#parts;
    const forgotten = await Promise.all((await this.#recordsOf(id)).map((key) => claims.forget(key)));
    return forgotten.includes(true);
  }

  async replayDead(selection: DeadSelection): Promise<number> {
    const { messages, queues, clock } = this.#parts;
    return redrive(selection, { names: this.#names(), messages, queues: queues(), clock });
  }

  async test(name: string): ReturnType<Operations['test']> {
    const route = this.#routeOf(name);
    if (!route) return undefined;
    const { id, result, attempt } = await sendTest(route, this.#parts.clock);
    // One that fails says nothing new: whatever waits for the receiver will see.
    if ('answer' in result) this.#parts.queues()?.of(name)?.attempted(result);
    return { id, attempt };
  }

  pause(name: string): Promise<boolean> {
    return this.#setPaused(name, 'operator');
  }

  resume(name: string): Promise<boolean> {
    return this.#setPaused(name, undefined);
  }

  async cancel(name: string): Promise<number | undefined> {
    const { messages, queues } = this.#parts;
    if (!this.#routeOf(name)) return undefined;
    const queue = queues()?.of(name);
    return queue && messages ? cancelPending(queue, messages) : 0;
  }

  reload(): ReturnType<Operations['reload']> {
    return this.#parts.reload();
  }

  #names(): string[] {
    return this.#parts.routes().map(({ name }) => name);
  }

  #routeOf(name: string): OperatedRoute | undefined {
    return this.#parts.routes().find((route) => route.name === name);
  }

  async #stateOf({ name, path, mode, source, destination }: OperatedRoute): Promise<RouteState> {
    const { queues, pauses } = this.#parts;
    const queue = queues()?.of(name);
    const sample = await queues()?.sampleOf(name);
    return {
      ...{ name, path, mode, source, destination },
      paused: pauses.of(name),
      queue: sample && queue && { ...sample, breaker: queue.governor.breaker },
    };
  }

  async #find(id: string): Promise<Found | undefined> {
    return this.#parts.messages?.find(this.#names(), id);
  }

  /** Every record the id can belong to: the log knows, and without one the id leads there by itself. */
  async #recordsOf(id: string): Promise<string[]> {
    const { routes, claims } = this.#parts;
    const found = await this.#find(id);
    if (found) return [found.key];
    const keys = await Promise.all(
      routes().map(async ({ name, source }) => [
        recordKeyOf(name, source.scheme, id),
        await claims.noted(idNoteKeyOf(name, source.scheme, id)),
      ]),
    );
    return keys.flat().filter((key) => key !== undefined);
  }

  async #setPaused(name: string, by: 'operator' | undefined): Promise<boolean> {
    if (!this.#routeOf(name)) return false;
    await this.#parts.pauses.set(name, by);
    if (by === undefined) this.#parts.queues()?.of(name)?.governor.tryNow();
    return true;
  }
}
