/**
 * Bodies that are inflated before anybody has verified them. They take room as they will need it, of what all bodies have
 * together and of their client's and their route's share; few long ones are worked on at a time, each client's in turn.
 */
import { codedBody, plainOf } from '../line/content-encoding.js';
import type { BufferBudget } from '../line/receive.js';
import type { Route } from '../line/route.js';
import { Outcome } from '../model/outcome.js';
import { FairQueue } from '../operate/refused/fair-queue.js';
import { inflate, inflateSync, type Gzip } from '../schemes/engine/gzip.js';
import type { RequestHead } from './port-exchange.js';
import type { Upload, Uploads } from './uploads.js';

/** At a time. Names of receivers are looked up on the same few threads. */
const RUNNING = 2;
const WAITING = 256;
/** Bytes, plain and compressed: such a body costs less than the way to another thread. */
const AT_ONCE = 16 * 1024;

export interface Inflated {
  /** For the line: what was signed. */
  readonly body: Buffer;
  /** Bytes of the budget that this takes beside the body that came; the caller gives them back. */
  readonly held: number;
}

/** Stands for the clients that have no share of their own. */
const EVERYBODY = '';

interface Waiting {
  readonly begin: () => void;
  readonly drop: () => void;
}

export class Inflater {
  readonly #budget: BufferBudget;
  readonly #uploads: Uploads;
  readonly #waiting = new FairQueue<Waiting>(WAITING);
  #running = 0;

  constructor(budget: BufferBudget, uploads: Uploads) {
    this.#budget = budget;
    this.#uploads = uploads;
  }

  /** @param client undefined for one without a share of its own */
  async open(
    route: Route,
    { rawHeaders }: RequestHead,
    body: Buffer,
    client: string | undefined,
  ): Promise<Inflated | Outcome> {
    const coded = codedBody(route, rawHeaders, body);
    if (!coded) return { body, held: 0 };
    if (coded instanceof Outcome) return coded;
    const share = this.#uploads.begin(route.name, route.maxBodySize, client);
    if (share instanceof Outcome) return share;
    this.#budget.used += coded.size;
    const result =
      this.#refuse(share, coded.size) ??
      (route.source.contentEncoding === 'signed-plain'
        ? await this.#inflate(coded, share, client ?? EVERYBODY)
        : body);
    share.end();
    if (Buffer.isBuffer(result)) return { body: result, held: coded.size };
    this.#budget.used -= coded.size;
    return result;
  }

  #refuse(share: Upload, size: number): Outcome | undefined {
    const budget = this.#budget;
    while (budget.used > budget.max && share.makeRoom());
    if (budget.used > budget.max) return new Outcome('overloaded', { reason: 'buffered_bytes' });
    return share.take(size);
  }

  #inflate(coded: Gzip, share: Upload, client: string): Promise<Buffer | Outcome> | Buffer | Outcome {
    if (coded.size <= AT_ONCE && coded.deflated.length <= AT_ONCE) return plainOf(inflateSync(coded));
    return new Promise((resolve) => {
      const drop = (): void => {
        resolve(new Outcome('overloaded', { reason: 'inflating' }));
      };
      let dropped = false;
      // Whoever holds too much, or waited too long, gives way.
      share.onStop(() => {
        dropped = true;
        drop();
      });
      const begin = async (): Promise<void> => {
        resolve(plainOf(dropped ? 'gzip_unreadable' : await inflate(coded)));
      };
      this.#add(client, { begin: () => void this.#run(begin), drop });
    });
  }

  #add(client: string, waiting: Waiting): void {
    this.#waiting.add(client, waiting)?.drop();
    this.#next();
  }

  #next(): void {
    while (this.#running < RUNNING) {
      const next = this.#waiting.next();
      if (!next) return;
      this.#running++;
      next.begin();
    }
  }

  async #run(begin: () => Promise<void>): Promise<void> {
    await begin();
    this.#running--;
    this.#next();
  }
}
