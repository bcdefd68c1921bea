/** The public port without a gateway around it: what it hands on is noted, and answered at once. */
import { Duplex } from 'node:stream';
import type { Server } from 'node:http';
import { Inflater } from '../../src/http/inflater.js';
import { createPublicServer, type PublicParts } from '../../src/http/public.js';
import { Skimmer } from '../../src/http/skim.js';
import { Uploads } from '../../src/http/uploads.js';
import type { Route } from '../../src/line/route.js';
import type { Delivery } from '../../src/model/delivery.js';
import { Outcome } from '../../src/model/outcome.js';
import type { Trail } from '../../src/model/trail.js';

const ROUTE = {
  ...{ name: 'a', several: false, destinations: [{ name: 'default' }], relay: 'answer' },
  ...{ maxBodySize: 4_096, maxInFlight: 99, inFlight: { count: 0 } },
  allowsClient: () => true,
  rates: {},
  source: { delivers: () => true, handshakeMethods: new Set(), contentEncoding: 'refuse', scheme: {} },
} as unknown as Route;

export interface TestPort {
  readonly server: Server;
  readonly deliveries: Delivery[];
  readonly trails: Trail[];
  readonly faults: unknown[];
  /** Requests that Node's server has read. */
  readonly byNode: () => number;
  /** Bytes of bodies that are held. */
  readonly held: () => number;
  readonly live: { draining: boolean };
}

export interface TestPortOptions {
  readonly http: 'plain' | 'node';
  readonly ingest?: PublicParts['ingest'];
  readonly onDelivery?: () => void;
}

/** It listens nowhere yet; every path is a route's but `/none`. */
export function createTestPort({ http, ingest, onDelivery }: TestPortOptions): TestPort {
  const deliveries: Delivery[] = [];
  const trails: Trail[] = [];
  const faults: unknown[] = [];
  const budget = { max: 65_536, used: 0 };
  const live = { draining: false };
  const uploads = new Uploads(
    () => ({ maxBufferedBytes: 65_536, maxUploads: 99 }),
    () => 0,
  );
  const server = createPublicServer({
    live: () => ({
      routes: { find: (target) => (target === '/none' ? undefined : ROUTE), nearest: () => undefined },
      ...{ maxInFlight: 99, clientAddress: () => '127.0.0.1', ...live },
    }),
    ingest(route, delivery, trail) {
      deliveries.push(delivery);
      return ingest ? ingest(route, delivery, trail) : Promise.resolve(new Outcome('accepted'));
    },
    reporter: {
      delivery(trail) {
        trails.push(trail);
        onDelivery?.();
      },
      fault: (error) => faults.push(error),
    },
    ...{ budget, uploads, inflater: new Inflater(budget, uploads), skimmer: new Skimmer() },
    ...{ inFlight: { count: 0 }, refused: { note: () => undefined }, frontProxy: () => undefined },
    ...{ plain: http === 'plain', now: () => performance.now(), clock: () => Date.now() },
  });
  let byNode = 0;
  server.on('request', () => byNode++);
  return { server, deliveries, trails, faults, byNode: () => byNode, held: () => budget.used, live };
}

/** A connection without a socket: this side of it. */
export class TestConnection extends Duplex {
  /** What was answered, as latin1. */
  text = '';
  /** The other side reads no more: what is written from now on does not get through. */
  stuck = false;
  #through: (() => void)[] = [];

  constructor() {
    super({ allowHalfOpen: true });
  }

  override _read(): void {
    // Bytes come when they are pushed.
  }

  override _write(chunk: Buffer | string, _encoding: BufferEncoding, callback: () => void): void {
    if (this.stuck) {
      this.#through.push(callback);
      return;
    }
    this.text += chunk.toString('latin1');
    callback();
  }

  /** The other side reads on. */
  readOn(): void {
    this.stuck = false;
    for (const callback of this.#through.splice(0)) callback();
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  /** Comes to a port as a connection that it has accepted. */
  comeTo({ server }: TestPort): this {
    server.emit('connection', this);
    return this;
  }

  say(text: string): void {
    this.push(Buffer.from(text, 'latin1'));
  }
}

/** Until what was begun has come to its end, as far as it waits for nothing from outside. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 4; turns++) await new Promise((resolve) => setImmediate(resolve));
}
