/**
 * A connection that writes what is asked in one turn of the event loop as one. The library's own way to that end makes
 * an object of forty members for each batch, and holds a batch back until the one before it is answered.
 */
import { Redis } from 'ioredis';

export class CorkedRedis extends Redis {
  #corked = false;

  override sendCommand(...args: Parameters<Redis['sendCommand']>): unknown {
    if (!this.#corked && this.status === 'ready') this.#cork();
    return super.sendCommand(...args);
  }

  #cork(): void {
    const { stream } = this;
    this.#corked = true;
    stream.cork();
    // Behind the sockets of this turn: each of them may ask something.
    setImmediate(() => {
      this.#corked = false;
      stream.uncork();
    });
  }
}
