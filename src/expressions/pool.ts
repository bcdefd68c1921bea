/**
 * The worker processes that evaluate, and who comes next. A worker has one task at a time, so an expression that has to
 * be ended takes nobody along. An owner has one worker at a time, and owners take turns. One whose last expression ran
 * to a limit never takes the last idle worker: that is kept for the others.
 */
import type { Evaluate, NoResult } from '../line/expressions.js';
import type { MonotonicClock, MonotonicMs } from '../model/time.js';
import type { ParseFault, Task } from './messages.js';
import { WorkerProcess, type TaskEnd } from './worker-process.js';

/** Each has 50 MB when it is idle. */
const MAX_WORKERS = 4;
/** A further worker starts when somebody has waited so long. */
const PATIENCE_MS = 20;
/** Of one owner. */
const MAX_WAITING = 256;
/** Whoever waited longer to be evaluated is sent away: the source has a deadline of its own. */
const MAX_WAIT_MS = 2_000;
/** A worker that does nothing ends after so long. */
const IDLE_MS = 60_000;
/** No further start so soon after one that failed. */
const REST_MS = 1_000;

interface Waiting {
  readonly task: Task;
  readonly since: MonotonicMs;
  readonly end: (answer: TaskEnd) => void;
}

/** Nothing runs until somebody asks. */
export class ExpressionPool {
  readonly #now: MonotonicClock;
  readonly #maxWaitMs: number;
  readonly #wornMs: number | undefined;
  /** By owner, in the order of their turns. */
  readonly #waiting = new Map<string, Waiting[]>();
  /** Owners who have a worker. */
  readonly #served = new Set<string>();
  /** Owners whose last task ran to a limit. */
  readonly #slow = new Set<string>();
  readonly #workers = new Set<WorkerProcess>();
  /** Those of them that do nothing, the last used at the end. */
  readonly #idle = new Map<WorkerProcess, NodeJS.Timeout>();
  #starting: WorkerProcess | undefined;
  #impatient: NodeJS.Timeout | undefined;
  #failedAt = -Infinity;
  #closed = false;

  /**
   * @param maxWaitMs longer for those who have no source that waits
   * @param wornMs processor time after which a worker is replaced; for tests
   */
  constructor(now: MonotonicClock, maxWaitMs = MAX_WAIT_MS, wornMs?: number) {
    this.#now = now;
    this.#maxWaitMs = maxWaitMs;
    this.#wornMs = wornMs;
  }

  readonly evaluate: Evaluate = async (owner, expression, input) => {
    const answer = await this.#ask(owner, { do: 'evaluate', expression, input });
    if (answer.kind === 'body') {
      const { buffer, byteOffset, byteLength } = answer.body;
      return Buffer.from(buffer, byteOffset, byteLength);
    }
    return answer.kind === 'none' ? answer.none : UNAVAILABLE;
  };

  /** @returns why a text is no expression; undefined if it is one */
  async parse(text: string): Promise<ParseFault | NoResult | undefined> {
    const answer = await this.#ask('', { do: 'parse', text });
    if (answer.kind === 'none') return answer.none;
    return answer.kind === 'parsed' ? answer.fault : UNAVAILABLE;
  }

  /** Ends all workers; whoever waits or asks is told that there are none. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#impatient);
    for (const worker of this.#workers) worker.end();
    this.#sendAllAway();
  }

  #ask(owner: string, task: Task): Promise<TaskEnd> {
    const queue = this.#waiting.get(owner) ?? [];
    if (this.#closed) return Promise.resolve({ kind: 'none', none: UNAVAILABLE });
    if (queue.length >= MAX_WAITING) return Promise.resolve({ kind: 'none', none: BUSY });
    return new Promise((end) => {
      queue.push({ task, since: this.#now(), end });
      this.#waiting.set(owner, queue);
      this.#serve();
    });
  }

  /** Gives tasks to idle workers as long as there are both. */
  #serve(): void {
    for (;;) {
      const owner = this.#next();
      const worker = owner === undefined ? undefined : [...this.#idle.keys()].at(-1);
      if (owner === undefined || !worker) break;
      const waiting = this.#take(owner);
      if (waiting) this.#give(worker, owner, waiting);
    }
    if (this.#somebodyWaits()) this.#wantWorker();
  }

  /** The owner whose turn it is. */
  #next(): string | undefined {
    const spare = this.#idle.size > 1;
    for (const owner of this.#waiting.keys())
      if (!this.#served.has(owner) && (spare || !this.#slow.has(owner))) return owner;
    return undefined;
  }

  /** For a worker, and not only for its own turn. */
  #somebodyWaits(): boolean {
    return [...this.#waiting.keys()].some((owner) => !this.#served.has(owner));
  }

  /** @returns its next task that is worth beginning; the owner goes to the end of the line */
  #take(owner: string): Waiting | undefined {
    const queue = this.#waiting.get(owner) ?? [];
    this.#waiting.delete(owner);
    const since = this.#now() - this.#maxWaitMs;
    let waiting = queue.shift();
    while (waiting?.task.do === 'evaluate' && waiting.since < since) {
      waiting.end({ kind: 'none', none: BUSY });
      waiting = queue.shift();
    }
    if (queue.length > 0) this.#waiting.set(owner, queue);
    return waiting;
  }

  #give(worker: WorkerProcess, owner: string, { task, end }: Waiting): void {
    clearTimeout(this.#idle.get(worker));
    this.#idle.delete(worker);
    this.#served.add(owner);
    worker.give(task, (answer) => {
      this.#served.delete(owner);
      if (ranToLimit(answer)) this.#slow.add(owner);
      else this.#slow.delete(owner);
      this.#goLast(owner);
      end(answer);
    });
  }

  #goLast(owner: string): void {
    const queue = this.#waiting.get(owner);
    if (!queue) return;
    this.#waiting.delete(owner);
    this.#waiting.set(owner, queue);
  }

  #wantWorker(): void {
    if (this.#workers.size === 0) this.#start();
    else if (this.#workers.size < MAX_WORKERS) {
      this.#impatient ??= setTimeout(() => {
        this.#impatient = undefined;
        if (this.#somebodyWaits()) this.#start();
      }, PATIENCE_MS);
    }
  }

  /** One after the other: the one that starts may be enough. */
  #start(): void {
    if (this.#starting) return;
    if (this.#closed || this.#now() - this.#failedAt < REST_MS) {
      if (this.#workers.size === 0) this.#sendAllAway();
      return;
    }
    const events = {
      idle: (one: WorkerProcess) => {
        this.#rest(one);
      },
      gone: (one: WorkerProcess, started: boolean) => {
        this.#lost(one, started);
      },
    };
    const worker = new WorkerProcess(events, this.#wornMs);
    this.#workers.add(worker);
    this.#starting = worker;
  }

  #rest(worker: WorkerProcess): void {
    if (this.#starting === worker) this.#starting = undefined;
    const timer = setTimeout(() => {
      worker.end();
    }, IDLE_MS);
    this.#idle.set(worker, timer.unref());
    this.#serve();
  }

  #lost(worker: WorkerProcess, started: boolean): void {
    if (this.#starting === worker) this.#starting = undefined;
    clearTimeout(this.#idle.get(worker));
    this.#idle.delete(worker);
    this.#workers.delete(worker);
    if (!started) this.#failedAt = this.#now();
    // Those who wait move on to another one.
    this.#serve();
  }

  #sendAllAway(): void {
    const all = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    for (const { end } of all) end({ kind: 'none', none: UNAVAILABLE });
  }
}

function ranToLimit(answer: TaskEnd): boolean {
  return answer.kind === 'none' && ['expression_time', 'expression_memory'].includes(answer.none.reason);
}

const BUSY: NoResult = {
  reason: 'expressions_busy',
  says: 'too many evaluations wait already',
};

const UNAVAILABLE: NoResult = {
  reason: 'expressions_unavailable',
  says: 'no process could be started that evaluates',
};
