/** All queues of a gateway. Follows the configuration, samples the queues and makes lost jobs again. */
import { routeOfLane } from '../model/lane.js';
import type { QueueSample } from '../model/log-entry.js';
import type { Reporter } from '../model/trail.js';
import type { ClaimStore } from '../line/claim/claim-store.js';
import type { MessageStore } from './message-store.js';
import { pauseOver, type Pauses } from '../line/pauses.js';
import { LateJobs } from './late-jobs.js';
import { Reconciler } from './reconcile.js';
import { RouteQueue, type QueueClients } from './route-queue.js';
import type { QueuedRoute } from './queued-route.js';
import { inSlices } from './slices.js';
import { SharedWaits } from './shared-wait.js';
import type { EpochClock, MonotonicClock } from '../model/time.js';

const SAMPLE_EVERY_MS = 5_000;
/** Every so many samples the indexes are trimmed and missing jobs made again. */
const KEEP_EVERY = 3;

export interface QueueEngineParts {
  readonly prefix: string;
  readonly clients: QueueClients & { close(): Promise<void> };
  readonly claims: ClaimStore;
  readonly messages: MessageStore;
  readonly pauses: Pauses;
  readonly reporter: Reporter;
  readonly confirm: (route: string) => Promise<void>;
  readonly onSample: (lane: string, destination: string, sample: QueueSample) => void;
  readonly onMissing: (lane: string, count: number) => void;
  /** A job has a version that this gateway does not know; it stays. */
  readonly onUnknownJob: () => void;
  /** This process's, in epoch milliseconds. */
  readonly clock: EpochClock;
  /** Monotonic milliseconds. */
  readonly now: MonotonicClock;
}

export class QueueEngine {
  readonly #parts: QueueEngineParts;
  readonly #waits: SharedWaits | undefined;
  readonly #queues = new Map<string, RouteQueue>();
  /** Queues from before a reload whose attempts still run. */
  readonly #retiring = new Set<RouteQueue>();
  readonly #reconciler: Reconciler;
  readonly #lateJobs: LateJobs;
  #timer: NodeJS.Timeout | undefined;
  #samples = 0;
  #started = false;
  #stopped = false;

  constructor(parts: QueueEngineParts) {
    this.#parts = parts;
    const { prefix, clients, now } = parts;
    const { client, openWaiting: open } = clients;
    this.#waits =
      open && new SharedWaits({ prefix, open, mark: (key, livesMs) => client.gwMark(key, livesMs), now });
    this.#reconciler = new Reconciler(parts.messages);
    this.#lateJobs = new LateJobs(parts.messages);
    // A pause of a route holds for each of its lanes.
    parts.pauses.onChange((paused, by) => {
      for (const [lane, { governor }] of this.#queues) {
        if (lane !== paused && routeOfLane(lane) !== paused) continue;
        if (by === undefined) governor.tryNow();
        else governor.apply();
      }
    });
  }

  of(lane: string): RouteQueue | undefined {
    return this.#queues.get(lane);
  }

  /** The queue of a destination as it is configured now; it delivers once the engine has started. */
  open(route: QueuedRoute): RouteQueue {
    const { lane } = route;
    const known = this.#queues.get(lane);
    if (known?.replace(route)) return known;
    if (known) this.#retire(known);
    const { pauses } = this.#parts;
    const queue = new RouteQueue(route, {
      ...this.#parts,
      waits: this.#waits,
      paused: () => pauseOver(pauses, lane) !== undefined,
      pause: () => pauses.set(lane, 'gone'),
    });
    this.#queues.set(lane, queue);
    if (this.#started) queue.start();
    return queue;
  }

  /** Closes the queues of lanes that are gone; what they hold stays in the store. */
  retain(lanes: ReadonlySet<string>): void {
    for (const [lane, queue] of this.#queues) {
      if (lanes.has(lane)) continue;
      this.#queues.delete(lane);
      this.#retire(queue);
    }
  }

  #retire(queue: RouteQueue): void {
    this.#retiring.add(queue);
    void queue.retire().finally(() => this.#retiring.delete(queue));
  }

  /** Begins to deliver, once. Resolves when every queue does. */
  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    this.#timer = setInterval(() => void this.#sampleAll(), SAMPLE_EVERY_MS);
    this.#timer.unref();
    const breathe = inSlices(this.#parts.now);
    for (const [lane, queue] of [...this.#queues]) {
      // Another configuration may have come meanwhile, or the end.
      if (!this.#stopped && this.#queues.get(lane) === queue) queue.start();
      await breathe();
    }
    void this.#sampleAll();
  }

  async sampleOf(lane: string): Promise<QueueSample | undefined> {
    const queue = this.#queues.get(lane);
    return queue && this.#sample(queue);
  }

  async #sample(queue: RouteQueue): Promise<QueueSample> {
    const [jobs, { dead, oldest }] = await Promise.all([
      queue.jobs.counts(),
      this.#parts.messages.counts(queue.route.lane),
    ]);
    return { ...jobs, dead, oldest };
  }

  /** Takes no more messages; attempts that run go on. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    for (const queue of this.#queues.values()) queue.stop();
  }

  get busy(): boolean {
    return this.#all().some((queue) => queue.busy);
  }

  async close(): Promise<void> {
    this.stop();
    await Promise.all(this.#all().map((queue) => queue.close()));
    await this.#parts.clients.close();
  }

  #all(): RouteQueue[] {
    return [...this.#queues.values(), ...this.#retiring];
  }

  async #sampleAll(): Promise<void> {
    const keep = this.#samples % KEEP_EVERY === 0;
    this.#samples += 1;
    const { messages, onSample, onMissing } = this.#parts;
    for (const queue of [...this.#queues.values()]) {
      const { destination, lane, keeping } = queue.route;
      try {
        onSample(lane, destination, await this.#sample(queue));
        if (!keep) continue;
        const now = await messages.time(lane);
        await messages.trim(lane, now, keeping);
        await this.#lateJobs.look(queue);
        const missing = await this.#reconciler.look(queue, now);
        if (missing > 0) onMissing(lane, missing);
      } catch {
        // The next round comes soon; that the store is lost is told by the store.
      }
    }
  }
}
