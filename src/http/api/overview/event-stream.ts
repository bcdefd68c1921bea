/**
 * Server-sent events. A reader that is slower than what is told gets a gap with its size instead, and then what comes
 * next: it costs this process no more than its bound.
 */
import type { ServerResponse } from 'node:http';

/** Bytes on their way to a reader, past which what comes is missed. */
export const MOST_UNSENT = 256 * 1024;
/** Between two signs of life. */
export const KEEP_ALIVE_MS = 15_000;
/** How long the end waits for a reader. */
const LAST_MS = 500;

const HEADERS = [
  ...['Content-Type', 'text/event-stream', 'Cache-Control', 'no-store'],
  ...['X-Content-Type-Options', 'nosniff', 'X-Accel-Buffering', 'no'],
];

export class EventStream {
  readonly #response: ServerResponse;
  readonly #timer: NodeJS.Timeout;
  #missed = 0;

  /** @param closed called once, when nobody reads any more */
  constructor(response: ServerResponse, closed: () => void) {
    this.#response = response;
    response.writeHead(200, HEADERS);
    response.on('drain', () => {
      this.#tellGap();
    });
    // A reader that breaks off is not a fault.
    response.on('error', () => undefined);
    response.on('close', () => {
      clearInterval(this.#timer);
      closed();
    });
    this.#timer = setInterval(() => {
      if (!this.#isBehind) response.write(': still here\n\n');
    }, KEEP_ALIVE_MS).unref();
  }

  /** @param data as JSON has no line feeds, one line */
  tell(event: string, data: unknown): void {
    if (this.#isBehind) {
      this.#missed += 1;
      return;
    }
    this.#tellGap();
    this.#write(event, data);
  }

  /** Says so, and ends. Resolves when that is sent, or after half a second. */
  end(event: string, data: unknown): Promise<void> {
    this.#tellGap();
    this.#write(event, data);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LAST_MS);
      this.#response.end(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  get #isBehind(): boolean {
    return this.#response.writableLength > MOST_UNSENT;
  }

  #tellGap(): void {
    if (this.#missed === 0 || this.#response.writableEnded) return;
    const missed = this.#missed;
    this.#missed = 0;
    this.#write('gap', { missed });
  }

  #write(event: string, data: unknown): void {
    if (this.#response.writableEnded || this.#response.destroyed) return;
    this.#response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}
