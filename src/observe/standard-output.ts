/** Where lines of the log go: standard output, written behind the deliveries' back. */
import { pino, type DestinationStream } from 'pino';

/** Takes one line at a time, its line feed included. */
export type LogDestination = DestinationStream & { flushSync?(): void };

/** Lines wait for the reader up to here; beyond, they are dropped rather than stopping deliveries. */
const MOST_BUFFERED = 8 * 1024 * 1024;
/** Lines of so many characters are written at once … */
const BATCH_LENGTH = 64 * 1024;
/** … and fewer after so many milliseconds: each write wakes a thread of its own, which costs as much as 20 lines. */
const BATCH_MS = 25;

/**
 * Asynchronous: a reader that stalls must not stall deliveries (a synchronous write to a full pipe does). A full disk
 * or a closed pipe loses lines, never deliveries.
 */
export function standardOutput(): LogDestination {
  const stream = pino.destination({ dest: 1, sync: false, maxLength: MOST_BUFFERED });
  stream.on('error', () => undefined);
  // The stream would gather lines as well, and copy all it has gathered with every line more.
  let lines = '';
  let timer: NodeJS.Timeout | undefined;
  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    stream.write(lines);
    lines = '';
  }
  return {
    write(line) {
      lines += line;
      if (lines.length >= BATCH_LENGTH) write();
      else timer ??= setTimeout(write, BATCH_MS).unref();
    },
    flushSync() {
      write();
      stream.flushSync();
    },
  };
}
