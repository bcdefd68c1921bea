/**
 * Replicas of a gateway that queue on one Redis, before a receiver that counts what it took, and behind sources that
 * try again as providers do. Whatever dies in between, the sums must hold: what was acknowledged arrives or is a dead
 * letter, and what arrives twice was in somebody's hands when something died.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { lead, leadsConfig, PATH, type Lead, type LeadsOptions } from './leads.js';
import { createSender, type Sent } from './load.js';
import { startGatewayProcess, type GatewayProcess } from './process.js';
import { withClient } from './redis.js';
import { until } from './servers.js';
import { startUpstream, type Received, type Upstream } from './upstream.js';

export const PREFIX = 'p';
/** What a killed process had in its hands must go on within this time. */
export const RECOVERED_WITHIN_MS = 20_000;
/** Between two tries of a source. */
const RETRY_MS = 200;

/** What answers a delivery: a status, or nothing (`undefined`: whoever decides answers by itself). */
type Decide = (delivery: Received, response: ServerResponse) => number | undefined;

/** A receiver that notes when it accepted which body. Takes a few milliseconds for each, as receivers do. */
export class CountingReceiver {
  #upstream: Upstream;
  /** Epoch milliseconds of each acceptance, by body. */
  readonly accepted = new Map<string, number[]>();
  /** Of everything that came, accepted or not, in order. */
  readonly arrivals: number[] = [];
  decide: Decide = () => 200;
  /** Milliseconds until the answer. */
  delay: () => number = () => 3 + Math.random() * 12;

  constructor(upstream: Upstream) {
    this.#upstream = upstream;
    this.#take(upstream);
  }

  get url(): string {
    return this.#upstream.url;
  }

  /** From now on nothing listens there. */
  close(): Promise<void> {
    return this.#upstream.close();
  }

  /** On the same port. */
  async reopen(): Promise<void> {
    this.#upstream = await startUpstream(200, this.#upstream.port);
    this.#take(this.#upstream);
  }

  #take(upstream: Upstream): void {
    upstream.reply(async (delivery, response) => {
      // They would only fill this process.
      upstream.received.length = 0;
      this.arrivals.push(Date.now());
      const status = this.decide(delivery, response);
      if (status === undefined) return;
      const ms = this.delay();
      if (ms > 0) await sleep(ms);
      if (status < 300) this.accept(delivery);
      response.writeHead(status).end();
    });
  }

  accept({ body }: Received): void {
    const text = body.toString();
    const times = this.accepted.get(text) ?? [];
    times.push(Date.now());
    this.accepted.set(text, times);
  }

  /** Epoch milliseconds of acceptances of what a source sent after `since`. */
  fresh(since: number): number[] {
    const after = new Date(since).toISOString();
    return [...this.accepted].flatMap(([body, times]) => {
      const { timestamp } = JSON.parse(body) as { timestamp: string };
      return timestamp > after ? times : [];
    });
  }

  /** How often something was accepted that had been before. */
  get repeated(): number {
    return [...this.accepted.values()].reduce((sum, times) => sum + times.length - 1, 0);
  }
}

/** Sources that send a delivery to any replica, again until one takes it. */
export class Sources {
  /** Epoch milliseconds at which a gateway said that it has it, by body. */
  readonly acknowledged = new Map<string, number>();
  /** How often each status (or error) was the answer. */
  readonly answers = new Map<string, number>();
  slowestMs = 0;
  /** Epoch milliseconds of answers with a 2xx, in order. */
  readonly taken: number[] = [];
  onAnswer: ((sent: Sent) => void) | undefined;
  readonly #urls: () => readonly string[];
  readonly #send = createSender(true);
  #running: Promise<unknown>[] = [];
  #stopping = false;

  constructor(urls: () => readonly string[]) {
    this.#urls = urls;
  }

  /** @param pauseMs between two deliveries of one source */
  start(count: number, pauseMs: number, make: () => Lead = lead): void {
    this.#stopping = false;
    const work = async (): Promise<void> => {
      while (!this.#stopping) {
        await this.deliver(make());
        await sleep(pauseMs * (0.5 + Math.random()));
      }
    };
    this.#running = Array.from({ length: count }, work);
  }

  /** What has not been taken by now is given up. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#running);
  }

  async deliver(one: Lead): Promise<void> {
    do {
      const urls = this.#urls();
      const url = urls[Math.floor(Math.random() * urls.length)];
      if (url !== undefined && (await this.#once(url, one))) return;
      await sleep(RETRY_MS);
    } while (!this.#stopping);
  }

  async #once(url: string, one: Lead): Promise<boolean> {
    const sent = await this.#send(url + PATH, one);
    this.onAnswer?.(sent);
    const word = sent.error ?? String(sent.status);
    this.answers.set(word, (this.answers.get(word) ?? 0) + 1);
    this.slowestMs = Math.max(this.slowestMs, sent.ms);
    if (sent.status < 200 || sent.status > 299) return false;
    this.taken.push(Date.now());
    this.acknowledged.set(one.body.toString(), Date.now());
    return true;
  }
}

export interface DurableOptions extends Partial<Omit<LeadsOptions, 'redis' | 'receiver'>> {
  readonly redis: string;
  readonly mode: 'queued' | 'spill';
  /** Further members of `delivery`, such as `concurrency: 4`. */
  readonly delivery?: string;
  readonly replicas?: number;
  /** The line of the configuration; default one with quick drains. */
  readonly server?: string;
  /** Further routes. */
  readonly more?: string;
}

export class Durable {
  readonly receiver: CountingReceiver;
  readonly sources: Sources;
  readonly config: string;
  readonly redis: string;
  /** By place; undefined where one was killed and nobody has started another yet. */
  readonly gateways: (GatewayProcess | undefined)[] = [];
  /** Epoch milliseconds of each kill. */
  readonly kills: number[] = [];

  constructor(receiver: CountingReceiver, redis: string, config: string) {
    this.receiver = receiver;
    this.redis = redis;
    this.config = config;
    this.sources = new Sources(() => this.running.map(({ url }) => url));
  }

  get running(): GatewayProcess[] {
    return this.gateways.filter((one) => one !== undefined);
  }

  gateway(place: number): GatewayProcess {
    const one = this.gateways[place];
    if (!one) throw new Error(`gateway ${place} does not run`);
    return one;
  }

  /** As a supervisor does. */
  async launch(place: number): Promise<void> {
    this.gateways[place] = await startGatewayProcess({ config: this.config });
  }

  async kill9(place: number): Promise<void> {
    const one = this.gateway(place);
    this.gateways[place] = undefined;
    this.kills.push(Date.now());
    one.kill('SIGKILL');
    await one.stop();
  }

  /** How many messages wait, by what Redis holds. */
  pending(route = 'leads'): Promise<number> {
    return withClient(this.redis, (client) => client.zcard(`${PREFIX}:{${route}}:p:1`));
  }

  /** Bodies of the dead letters. */
  dead(route = 'leads'): Promise<Map<string, string>> {
    return withClient(this.redis, async (client) => {
      const bodies = new Map<string, string>();
      for (const key of await client.zrange(`${PREFIX}:{${route}}:x:1`, '0', '-1')) {
        const body = await client.get(`${PREFIX}:{${route}}:b:${key}`);
        const reason = await client.hget(`${PREFIX}:{${route}}:m:${key}`, 'dr');
        if (body !== null) bodies.set(body, reason ?? '');
      }
      return bodies;
    });
  }

  /** Resolves when everything acknowledged has arrived or is a dead letter. */
  async settled(ms: number): Promise<void> {
    let open: string[] = [];
    await until(
      'everything acknowledged has arrived or is dead',
      async () => (open = await this.#open()).length === 0,
      ms,
      100,
    ).catch((cause: unknown) => {
      throw new Error(`${open.length} of ${this.sources.acknowledged.size} are lost or late`, { cause });
    });
  }

  async #open(): Promise<string[]> {
    const late = [...this.sources.acknowledged.keys()].filter((body) => !this.receiver.accepted.has(body));
    if (late.length === 0) return late;
    const dead = await this.dead();
    return late.filter((body) => !dead.has(body));
  }

  /** How long what a kill (or an acknowledgement after the last one) left open took to arrive; the longest. */
  slowestRecovery(): number {
    let slowest = 0;
    for (const [body, acknowledgedAt] of this.sources.acknowledged) {
      const arrivedAt = this.receiver.accepted.get(body)?.[0];
      if (arrivedAt === undefined) continue;
      const kill = this.kills.findLast((at) => at < arrivedAt) ?? -Infinity;
      slowest = Math.max(slowest, arrivedAt - Math.max(kill, acknowledgedAt));
    }
    return slowest;
  }

  async stop(): Promise<void> {
    await this.sources.stop();
    await Promise.all(this.running.map((one) => one.stop()));
    await this.receiver.close();
  }
}

export async function startDurable(options: DurableOptions): Promise<Durable> {
  const {
    redis,
    mode,
    delivery = 'schedule: [1s, 1s, 2s, 4s, 8s]',
    replicas = 2,
    more = '',
    server = '',
  } = options;
  const receiver = new CountingReceiver(await startUpstream());
  const config = leadsConfig({
    ...options,
    receiver: receiver.url,
    prefix: PREFIX,
    route: `delivery: { mode: ${mode}, ${delivery} }\n    ${options.route ?? ''}`,
  });
  const durable = new Durable(receiver, redis, `${server}\n${config}${more}`);
  await Promise.all(Array.from({ length: replicas }, (_, place) => durable.launch(place)));
  return durable;
}
