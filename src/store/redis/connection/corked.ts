/**
 * A connection on which one write at a time is under way. Commands asked meanwhile go out together when its answers are
 * there. Under load that halves the writes, the wake-ups and Redis's work for both; without load nothing waits. The
 * library's own way to that end makes an object of forty members for each batch.
 */
import type { Redis } from 'ioredis';
import { SetUpRedis } from './set-up-redis.js';

type Stream = Redis['stream'];

export class CorkedRedis extends SetUpRedis {
  /** The connection that is corked, or none. */
  #corked: Stream | undefined;
  #listenedTo: Stream | undefined;
  /** Commands behind the cork. */
  #held = 0;

  override sendCommand(...args: Parameters<Redis['sendCommand']>): unknown {
    if (this.status === 'ready') {
      if (this.#corked !== this.stream) this.#cork(this.stream);
      this.#held++;
    }
    return super.sendCommand(...args);
  }

  #cork(stream: Stream): void {
    this.#corked = stream;
    this.#held = 0;
    stream.cork();
    this.#listen(stream);
    this.#uncorkSoon(stream);
  }

  #listen(stream: Stream): void {
    if (this.#listenedTo === stream) return;
    this.#listenedTo = stream;
    // Behind the library's own listener, which reads the answers.
    stream.on('data', () => {
      if (this.#corked === stream && this.#unanswered <= 0) this.#uncorkSoon(stream);
    });
  }

  /** Behind the sockets of this turn: each of them may ask something. */
  #uncorkSoon(stream: Stream): void {
    setImmediate(() => {
      if (this.#corked !== stream || this.#unanswered > 0) return;
      this.#corked = undefined;
      stream.uncork();
    });
  }

  /** Commands that were written and not answered yet. */
  get #unanswered(): number {
    const { commandQueue } = this as unknown as { commandQueue?: { readonly length: number } };
    return (commandQueue?.length ?? 0) - this.#held;
  }
}
