/**
 * A request that hands its body over as the parser reads it. For a body that came in one piece, a readable stream would
 * need four events and as many turns of the tick queue.
 */
import { IncomingMessage } from 'node:http';
import type { BodySink, BodySource } from '../line/receive.js';

export class PortRequestMessage extends IncomingMessage implements BodySource {
  /** As node itself marks a request whose body somebody reads; it throws away the rest of any other. */
  declare _consumed: boolean;
  #sink: BodySink | undefined;
  #ended = false;

  get handedOver(): boolean {
    return this.#ended;
  }

  handTo(sink: BodySink): void {
    this._consumed = true;
    this.#sink = sink;
  }

  /** Called by node's parser. @returns whether to go on reading. */
  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    const sink = this.#sink;
    if (!sink) return super.push(chunk, encoding);
    if (chunk !== null && sink.data(chunk)) return true;
    // What comes behind a refusal goes the usual way: it waits until somebody reads it, or resumes to drop it.
    this.#sink = undefined;
    if (chunk === null) {
      this.#ended = true;
      sink.end();
    }
    return false;
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#sink?.gone();
    this.#sink = undefined;
    super._destroy(error, callback);
  }
}
// Node lets go of a request that it has read to the end.
Object.defineProperty(PortRequestMessage.prototype, 'readableEnded', {
  get(this: PortRequestMessage): boolean {
    return this.handedOver || Reflect.get(IncomingMessage.prototype, 'readableEnded', this);
  },
});
