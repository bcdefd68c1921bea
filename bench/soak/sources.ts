/**
 * Sources: deliveries at a steady rate, each sent again until it is taken, as providers do; some are sent once more after
 * that, and some are forged.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createSender, type Send } from '../../test/helpers/load.js';
import { secretFor } from '../../test/helpers/secrets.js';
import { signHeaders } from '../../test/helpers/sign.js';
import { bodyOf, fateOf } from './fate.js';
import { ROUTES, type SoakRoute } from './settings.js';

const FORGED = 0.1;
const AGAIN = 0.05;
/** Whatever status says so to the scheme. */
const ENDS: ReadonlySet<string> = new Set(['accepted', 'queued', 'duplicate', 'rejected']);
/** Doubled with each try, up to the most: a gateway that cannot keep up is not asked more and more. */
const RETRY_MS = 1_000;
const MOST_DOUBLED = 4;
/** One source waits for its answers, but does not keep the others waiting. */
const MOST_OPEN = 3_000;

interface Request {
  readonly url: string;
  readonly route: string;
  readonly body: Buffer;
  readonly headers: Record<string, string>;
}

export class Sources {
  /** Answers by route and outcome; what got none is an `error`. */
  readonly heard = new Map<string, number>();
  /** The outcome by which each delivery ended. */
  readonly ended = new Map<number, string>();
  readonly #send: Send = createSender(false);
  readonly #gatewayUrl: string;
  #count = 0;
  #open = 0;

  constructor(gatewayUrl: string) {
    this.#gatewayUrl = gatewayUrl;
  }

  get sent(): number {
    return this.#count;
  }

  get open(): number {
    return this.#open;
  }

  heardOf(outcome: string): number {
    return ROUTES.reduce((sum, { name }) => sum + (this.heard.get(`${name} ${outcome}`) ?? 0), 0);
  }

  routeOf(number: number): SoakRoute | undefined {
    return ROUTES[number % ROUTES.length];
  }

  /** @param ends when no new one is begun any more, by performance.now(). Resolves when all have ended. */
  async run(perSecond: number, ends: number): Promise<void> {
    const begins = performance.now();
    for (let begun = 0; performance.now() < ends;) {
      const due = ((performance.now() - begins) / 1_000) * perSecond;
      for (; begun < due && this.#open < MOST_OPEN; begun++) this.#begin();
      await sleep(20);
    }
    while (this.#open > 0) await sleep(50);
  }

  #begin(): void {
    const number = this.#count++;
    this.#open += 1;
    void this.#play(number).finally(() => (this.#open -= 1));
  }

  async #play(number: number): Promise<void> {
    const route = this.routeOf(number);
    if (!route) return;
    const body = bodyOf(number);
    const forged = this.#request(number, route, body);
    if (Math.random() < FORGED) await this.#ask({ ...forged, body: Buffer.concat([body, Buffer.from(' ')]) });
    for (let tries = 0; ; tries++) {
      const outcome = await this.#ask(this.#request(number, route, body));
      if (ENDS.has(outcome)) {
        this.ended.set(number, outcome);
        break;
      }
      await sleep(RETRY_MS * 2 ** Math.min(tries, MOST_DOUBLED) * (1 + Math.random()));
    }
    // One that was refused for good would be tried anew.
    if (fateOf(number) === 'refused' || Math.random() >= AGAIN) return;
    await sleep(Math.random() * 5_000);
    await this.#ask(this.#request(number, route, body));
  }

  /** Signed anew for each try, as providers do: a time that was signed grows old. */
  #request(number: number, { name, from }: SoakRoute, body: Buffer): Request {
    const id = `msg_${number}`;
    const headers = {
      ...signHeaders(from, secretFor(from), body, { id, event: from === 'github' ? 'push' : 'lead.created' }),
      'X-Forwarded-For': `203.0.113.${number % 100}`,
    };
    return { url: `${this.#gatewayUrl}/${name}`, route: name, body, headers };
  }

  async #ask({ url, route, body, headers }: Request): Promise<string> {
    const { outcome = 'error' } = await this.#send(url, { body, headers });
    const name = `${route} ${outcome}`;
    this.heard.set(name, (this.heard.get(name) ?? 0) + 1);
    return outcome;
  }
}
