/**
 * A process that evaluates expressions. A thread would not do: one large string ends the whole process of a thread, its
 * limit on memory notwithstanding, and the gateway with it.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { NoResult } from '../line/expressions.js';
import {
  MEMORY_LIMIT_MB,
  MOST_LIMITS,
  TIME_LIMIT_MS,
  type Answer,
  type AnswerKind,
  type Task,
} from './messages.js';
import { processorTimeOf } from './processor-time.js';

/** Longer than a process takes to start on a machine that is busy. */
const START_MS = 10_000;
/** Nobody's delivery waits for it. */
const PARSE_LIMIT_MS = 2_000;
/** Between two tasks a worker that had so much processor time makes room for a fresh one … */
const WORN_MS = 240_000;
/**
 * … so that none comes to this limit of the system, in seconds, while its gateway lives. If the gateway was killed,
 * nobody else ends a worker that is stuck in a pattern.
 */
const PROCESSOR_LIMIT_S = 300;

export type TaskEnd = Exclude<AnswerKind, { readonly kind: 'ready' }>;

export interface WorkerEvents {
  /** It takes a task. */
  readonly idle: (worker: WorkerProcess) => void;
  /** It takes none any more. */
  readonly gone: (worker: WorkerProcess, started: boolean) => void;
}

export class WorkerProcess {
  readonly #process: ChildProcess;
  readonly #events: WorkerEvents;
  readonly #wornMs: number;
  #started = false;
  #isGone = false;
  #end: ((answer: TaskEnd) => void) | undefined;
  #timer: NodeJS.Timeout;
  /** What it had had when its last task ended. */
  #processorMs = 0;

  constructor(events: WorkerEvents, wornMs = WORN_MS) {
    this.#events = events;
    this.#wornMs = wornMs;
    this.#process = fork(PROGRAM.file, [], {
      env: {},
      execPath: LAUNCH.program,
      execArgv: [...LAUNCH.options, ...PROGRAM.options, ...V8_OPTIONS],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#timer = setTimeout(() => {
      this.end();
    }, START_MS);
    this.#process.on('message', (answer) => {
      this.#hear(answer as Answer);
    });
    this.#process.on('exit', () => {
      this.#leave(OUT_OF_MEMORY);
    });
    this.#process.on('error', () => {
      this.end();
    });
  }

  /** One at a time, and only to one that is idle. */
  give(task: Task, end: (answer: TaskEnd) => void): void {
    this.#end = end;
    this.#limit(task.do === 'parse' ? PARSE_LIMIT_MS : TIME_LIMIT_MS, MOST_LIMITS);
    this.#process.send(task, (error) => {
      if (error) this.#leave(OUT_OF_MEMORY);
    });
  }

  end(): void {
    this.#leave(OUT_OF_TIME);
  }

  /** @param times how often it may last at the most */
  #limit(ms: number, times: number): void {
    const end = this.#end;
    this.#timer = setTimeout(() => {
      // If this process was busy itself, the answer has come and was not read yet.
      setImmediate(() => {
        if (this.#end !== end || this.#isGone) return;
        if (times > 1 && this.#isStarved(ms)) this.#limit(ms, times - 1);
        else this.#leave(OUT_OF_TIME);
      });
    }, ms);
  }

  /** Whether other programs had most of the processor: then the time is no fault of the expression. */
  #isStarved(ms: number): boolean {
    const now = processorTimeOf(this.#process.pid);
    return now !== undefined && now - this.#processorMs < ms / 2;
  }

  #hear(answer: Answer): void {
    if (this.#isGone) return;
    clearTimeout(this.#timer);
    this.#started = true;
    this.#processorMs = answer.processorMs;
    const end = this.#end;
    this.#end = undefined;
    if (answer.kind !== 'ready') end?.(answer);
    if (answer.kind === 'ready' || answer.processorMs < this.#wornMs) this.#events.idle(this);
    else this.end();
  }

  #leave(none: NoResult): void {
    if (this.#isGone) return;
    this.#isGone = true;
    clearTimeout(this.#timer);
    this.#process.kill('SIGKILL');
    this.#end?.({ kind: 'none', none });
    this.#events.gone(this, this.#started);
  }
}

const OUT_OF_TIME: NoResult = {
  reason: 'expression_time',
  says: `the expression did not end within ${TIME_LIMIT_MS} ms`,
};

const OUT_OF_MEMORY: NoResult = {
  reason: 'expression_memory',
  says: `the expression took more than ${MEMORY_LIMIT_MB} MB`,
};

const V8_OPTIONS = [
  `--max-old-space-size=${MEMORY_LIMIT_MB}`,
  // Ways out of an evaluator that lead over prototypes or over text that becomes code.
  '--disable-proto=delete',
  '--disallow-code-generation-from-strings',
];

/** Files of the program alone, and no process of its own: even an evaluator that is broken out of finds little. */
function permissions(folder: string): readonly string[] {
  const name = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  return [name, `--allow-fs-read=${folder}`];
}

/** Only a shell can set the limit. There is none in every image, and a worker is as good without. */
const LAUNCH = existsSync('/bin/sh')
  ? {
      program: '/bin/sh',
      options: ['-c', `ulimit -c 0; ulimit -t ${PROCESSOR_LIMIT_S}; exec "$0" "$@"`, process.execPath],
    }
  : { program: process.execPath, options: [] };

/** Built, it lies beside this file. From source it is compiled as it is read. */
const PROGRAM = import.meta.url.endsWith('.ts')
  ? {
      file: fileURLToPath(new URL('./worker.ts', import.meta.url)),
      options: ['--import', createRequire(import.meta.url).resolve('tsx')],
    }
  : {
      file: fileURLToPath(new URL('./expression-worker.js', import.meta.url)),
      options: permissions(fileURLToPath(new URL('./', import.meta.url))),
    };
