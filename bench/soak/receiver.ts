/** A receiver that fails, takes its time, hangs and dies, and counts what it took. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fateOf, numberOf } from './fate.js';

/** An answer that was written so short a time before the end may not have arrived. */
const MAY_BE_LOST_MS = 1_000;

export class Receiver {
  /** How often each delivery was taken. */
  readonly taken = new Map<number, number>();
  /** Deliveries whose answer may not have been heard; they may come again. */
  readonly unheard = new Set<number>();
  /** Answers by route and status. */
  readonly answers = new Map<string, number>();
  strange = 0;
  #server: Server | undefined;
  #port = 0;
  readonly #asked = new Map<number, number>();
  readonly #open = new Set<number>();

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      this.#receive(request, response).catch(() => undefined);
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** As if its process were killed: nothing listens, and what was in its hands gets no answer. */
  async die(): Promise<void> {
    for (const number of this.#open) this.unheard.add(number);
    const closed = new Promise((resolve) => this.#server?.close(resolve));
    this.#server?.closeAllConnections();
    await closed;
  }

  /** Of all routes together. */
  answered(status: number): number {
    let sum = 0;
    for (const [name, count] of this.answers) if (name.endsWith(` ${status}`)) sum += count;
    return sum;
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const number = numberOf(await buffer(request));
    if (number === undefined) {
      this.strange += 1;
      response.writeHead(400).end();
      return;
    }
    this.#open.add(number);
    response.on('close', () => {
      // The gateway gave it up before it was answered.
      if (!response.writableFinished) this.unheard.add(number);
      setTimeout(() => this.#open.delete(number), MAY_BE_LOST_MS).unref();
    });
    const status = await this.#decide(number);
    // Never answered; it ends when the gateway gives it up.
    if (status === undefined) return;
    if (response.destroyed) this.unheard.add(number);
    if (status === 200) this.taken.set(number, (this.taken.get(number) ?? 0) + 1);
    const name = `${request.url?.slice(1) ?? ''} ${status}`;
    this.answers.set(name, (this.answers.get(name) ?? 0) + 1);
    response.writeHead(status).end();
  }

  async #decide(number: number): Promise<number | undefined> {
    const asked = (this.#asked.get(number) ?? 0) + 1;
    this.#asked.set(number, asked);
    await sleep(2 + (number % 8));
    switch (fateOf(number)) {
      case 'fails':
        return asked <= 1 + (number % 2) ? 503 : 200;
      case 'slow':
        await sleep(100 + (number % 10) * 100);
        return 200;
      case 'hangs':
        return asked > 1 ? 200 : undefined;
      case 'refused':
        return 422;
      case 'taken':
        return 200;
    }
  }
}
