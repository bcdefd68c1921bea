/** Where lines of the log go: standard output, written behind the deliveries' back, and never waited for without end. */
import { write as begin, writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/** Takes one line at a time, its line feed included. */
export type LogDestination = DestinationStream & { flushSync?(): void };

/** Bytes that wait for the reader; lines beyond are dropped rather than stopping deliveries. */
const MOST_BUFFERED = 8 * 1024 * 1024;
/** Lines of so many characters are written at once … */
const BATCH_LENGTH = 64 * 1024;
/** … and fewer after so many milliseconds: each write wakes a thread of its own, which costs as much as 20 lines. */
const BATCH_MS = 25;
/** Until a reader that stands still is tried again. */
const AGAIN_MS = 100;
/** How long the end of the process waits for a reader that stands still. */
const LAST_MS = 1_000;

const STANDARD_OUTPUT = 1;

/**
 * Asynchronous: a reader that stalls must not stall deliveries (a synchronous write to a full pipe does). A full disk
 * or a closed pipe loses lines, never deliveries, and the process ends all the same.
 */
export function standardOutput(): LogDestination {
  // To look at it is what makes a pipe answer at once when it is full; else a write would wait in the kernel.
  const { isTTY } = process.stdout as { isTTY?: boolean };
  if (isTTY === true) neverWait(process.stdout);
  return new Lines(STANDARD_OUTPUT);
}

/** A terminal that somebody stopped (Ctrl-S) is a reader like any other; node alone would wait for it. */
function neverWait(terminal: object): void {
  const { _handle: handle } = terminal as { _handle?: { setBlocking?: (blocking: boolean) => void } };
  handle?.setBlocking?.(false);
}

class Lines implements LogDestination {
  readonly #descriptor: number;
  /** Not yet a batch. */
  #lines = '';
  #timer: NodeJS.Timeout | undefined;
  /** Batches that are still to be written, the first perhaps in part. */
  #batches: Buffer[] = [];
  #bytes = 0;
  /** The first batch is with the system, or waits for its next try. */
  #state: 'idle' | 'writing' | 'pausing' = 'idle';

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(line: string): void {
    this.#lines += line;
    if (this.#lines.length >= BATCH_LENGTH) this.#send();
    else
      this.#timer ??= setTimeout(() => {
        this.#send();
      }, BATCH_MS).unref();
  }

  /** Writes what waits, in at most a second where nobody takes it; what is left then is lost. */
  flushSync(): void {
    this.#gather();
    // What is with the system is written there, and how far is told to nobody any more.
    if (this.#state === 'writing') this.#batches.shift();
    const giveUpAt = performance.now() + LAST_MS;
    while (this.#batches.length > 0 && performance.now() < giveUpAt) if (!this.#writeNow()) break;
    this.#batches = [];
    this.#bytes = 0;
  }

  #send(): void {
    this.#gather();
    if (this.#state === 'idle') this.#next();
  }

  #gather(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = Buffer.from(this.#lines);
    this.#lines = '';
    if (batch.length === 0 || this.#bytes + batch.length > MOST_BUFFERED) return;
    this.#batches.push(batch);
    this.#bytes += batch.length;
  }

  #next(): void {
    const [batch] = this.#batches;
    this.#state = batch ? 'writing' : 'idle';
    if (!batch) return;
    begin(this.#descriptor, batch, (error, written) => {
      if (!error) {
        this.#took(batch, written);
        this.#next();
      } else if (isFull(error)) {
        this.#state = 'pausing';
        setTimeout(() => {
          if (this.#state === 'pausing') this.#next();
        }, AGAIN_MS).unref();
      } else {
        // No room on the device, or nobody there: the next lines try again.
        this.#state = 'idle';
      }
    });
  }

  /** @returns whether there is more to hope for. */
  #writeNow(): boolean {
    const [batch] = this.#batches;
    if (!batch) return false;
    try {
      this.#took(batch, writeSync(this.#descriptor, batch));
    } catch (error) {
      if (!isFull(error)) return false;
      sleep(AGAIN_MS / 10);
    }
    return true;
  }

  #took(batch: Buffer, written: number): void {
    // A flush may have thrown it away meanwhile.
    if (this.#batches[0] !== batch) return;
    this.#bytes -= written;
    if (written < batch.length) this.#batches[0] = batch.subarray(written);
    else this.#batches.shift();
  }
}

/** A pipe that is full, for now. */
function isFull(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === 'EAGAIN' || code === 'EBUSY';
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
