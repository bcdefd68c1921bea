/** Gateways, receivers and sources of one scenario: does its steps, and compares what came with what the model says. */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { expect } from 'vitest';
import { readerOf } from '../../src/policy/verdict.js';
import { createKeys } from '../../src/store/redis/messages/message-keys.js';
import { post, startTestGateway, type Answer, type TestGateway } from '../helpers/gateway.js';
import { size } from '../helpers/larger-runs.js';
import { startUpstream, type Received, type Upstream } from '../helpers/upstream.js';
import { configText } from '../gateway/setup.js';
import { ATTEMPTS, Configuration, DEADLINE_MS, namesOf, type Configured } from './configuration.js';
import { carries, judge } from './destinations.js';
import {
  count,
  isPaused,
  possible,
  runQueues,
  saysAfter,
  setMood,
  setPaused,
  startState,
  WILLING,
  type Heard,
  type Incoming,
  type Mood,
  type Says,
  type State,
} from './model.js';
import type { Scenario, Step } from './scenario.js';
import { make, nameOf, type Made } from './sources.js';

const TOKEN = 'a-token-of-more-than-24-characters';
/** Nothing is promised about time here, so a busy machine gets what it may want. */
const PATIENCE_MS = size('PROPERTY_PATIENCE_MS', 20_000);
/** A receiver that is slow answers after the deadline of an impatient source. */
const SLOW_MS = DEADLINE_MS + 300;

/** A delivery of the scenario, for all its copies. */
interface Sending {
  readonly label: string;
  readonly made: Made;
  readonly incoming: Incoming;
  /** The message id; known from the first answer on. */
  id: string | undefined;
}

export interface Redises {
  readonly url: string;
  readonly client: Redis;
  readonly prefix: string;
}

export class World {
  readonly #configuration: Configuration;
  readonly #redis: Redises | undefined;
  readonly #up: Upstream;
  readonly #gateways: TestGateway[] = [];
  #state: State;
  readonly #sendings: Sending[] = [];
  #number = 0;
  readonly #moods = new Map<string, Mood>();
  /** Attempts that a mood has answered, by receiver and message id. */
  readonly #answered = new Map<string, number>();
  /** What receivers said, by receiver and message id. */
  readonly #log = new Map<string, Says[]>();
  readonly #unjudged: { readonly name: string; readonly received: Received }[] = [];

  private constructor(configuration: Configuration, redis: Redises | undefined, up: Upstream) {
    this.#configuration = configuration;
    this.#redis = redis;
    this.#up = up;
    const { mode, several, receivers } = configuration;
    this.#state = startState({ mode, several, receivers, schedule: ATTEMPTS });
    up.reply((received, response) => this.#answer(received, response));
  }

  /** @param redis undefined: the memory store will do, if nothing is stored and there is one gateway */
  static async open(scenario: Scenario, redis: Redises): Promise<World> {
    const configuration = new Configuration(scenario);
    const inMemory = !configuration.stores && scenario.replicas === 1 && scenario.source % 2 === 0;
    const world = new World(configuration, inMemory ? undefined : redis, await startUpstream());
    for (let i = 0; i < scenario.replicas; i++) world.#gateways.push(await startTestGateway(world.#text()));
    return world;
  }

  async close(): Promise<void> {
    await Promise.all(this.#gateways.map((one) => one.stop()));
    await this.#up.close();
  }

  #text(): string {
    const store = this.#redis ? { url: this.#redis.url, prefix: this.#redis.prefix } : { url: 'memory:' };
    return configText([this.#configuration.route(this.#up.url)], {
      server: { drainTimeout: '3s' },
      admin: { host: '127.0.0.1', port: 0, token: TOKEN },
      store,
      log: { level: 'fatal' },
    });
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'deliver':
        return this.#deliver(this.#newSending(step.kind, step.payload), step.twins, step.at);
      case 'retry':
        return this.#retry(step.which, step.twins, step.at);
      case 'mood':
        this.#change(step.place, step.mood);
        return;
      case 'pause':
      case 'resume':
        return this.#pause(step.do, step.place);
      case 'toggle':
      case 'rename':
        return this.#reload(step.do, step.place);
      case 'restart':
        return this.#restart(step.at);
    }
  }

  /** All receivers are willing and nothing is paused: whatever was stored ends. */
  async end(): Promise<void> {
    for (const { name } of this.#configuration.all) this.#setMood(name, WILLING);
    await this.#pause('resume', undefined);
    runQueues(this.#state);
    await this.#comesTrue([this.#state], 'at the end');
    for (const { parts } of Object.values(this.#state.deliveries))
      for (const { standing } of Object.values(parts)) expect(standing).not.toBe('stored');
  }

  #newSending(kind: 'lead' | 'order', payload: number | undefined): Sending {
    const { source, all } = this.#configuration;
    const number = ++this.#number;
    const used = payload !== undefined && this.#sendings.some(({ label }) => label === `payload ${payload}`);
    const carried = used ? undefined : make(source, { number, kind, payload });
    const made = carried ?? make(source, { number, kind });
    if (!made) throw new TypeError(`${source.scheme} makes no delivery`);
    const label = carried && payload !== undefined ? `payload ${payload}` : `delivery ${number}`;
    const can = all.flatMap((one) => {
      const can = carries(one, source, made);
      return namesOf(one).map((name) => [name, can] as const);
    });
    const incoming = { delivery: label, kind: this.#kindOf(made), carries: Object.fromEntries(can) };
    const sending = { label, made, incoming, id: undefined };
    this.#sendings.push(sending);
    return sending;
  }

  #kindOf({ event }: Made): string | undefined {
    const { subject } = this.#configuration.source;
    if (event === undefined) return undefined;
    if (event === nameOf(subject, 'lead')) return 'lead';
    return event === nameOf(subject, 'order') ? 'order' : 'other';
  }

  async #retry(which: number, twins: number, at: number): Promise<void> {
    const known = this.#sendings.at(-1 - (which % Math.max(1, this.#sendings.length)));
    if (!known) return;
    if (!this.#configuration.source.eachIsItsOwn) return this.#deliver(known, twins, at);
    const label = `delivery ${++this.#number}`;
    const again = { ...known, label, incoming: { ...known.incoming, delivery: label }, id: undefined };
    this.#sendings.push(again);
    return this.#deliver(again, 1, at);
  }

  /** @param at the gateway of the first; the others go to each in turn */
  async #deliver(sending: Sending, wanted: number, at: number): Promise<void> {
    const twins = this.#configuration.source.eachIsItsOwn ? 1 : wanted;
    const startedAt = performance.now();
    const answers = await Promise.all(Array.from({ length: twins }, (_, i) => this.#send(sending, at + i)));
    const isLate = this.#isImpatient && performance.now() - startedAt > DEADLINE_MS * 0.7;
    for (const answer of answers) {
      const { id } = answer;
      expect(id).toMatch(/./);
      sending.id ??= id;
      expect(id, 'one delivery, one id').toBe(sending.id);
      expect(this.#isRead(answer), `${answer.status} for ${answer.outcome ?? ''}`).toBe(true);
    }
    const may = (isLate ? [false, true] : [false]).flatMap((late) =>
      possible(this.#state, sending.incoming, twins, late),
    );
    const what = `${sending.label}: ${answers.map(({ outcome }) => outcome).join(', ')}`;
    const fitting = may.filter(({ heard }) => this.#mayHear(answers, heard));
    const all = may.map(({ heard }) => heard.map(({ outcome, by }) => `${outcome} ${by ?? ''}`).join(', '));
    expect(fitting.length, `${what}\nthe model: ${all.join(' | ')}`).toBeGreaterThan(0);
    this.#state = await this.#comesTrue(
      fitting.map(({ state }) => state),
      what,
    );
  }

  #send({ made: { sent } }: Sending, at: number): Promise<Answer> {
    const gateway = this.#gateways[at % this.#gateways.length];
    const query = sent.url.indexOf('?') < 0 ? '' : sent.url.slice(sent.url.indexOf('?'));
    return post(`${gateway?.url ?? ''}/a${query}`, sent.body, sent.headers);
  }

  /** Whether sources may hear this where the delivery was handled so often. */
  #mayHear(answers: readonly Answer[], heard: readonly Heard[]): boolean {
    const taken = heard.some(({ outcome }) => outcome === 'accepted' || outcome === 'queued');
    const twins = answers.length > 1 ? [...(taken ? ['duplicate'] : []), 'in_flight'] : [];
    const words = new Set([...heard.map(({ outcome }) => outcome), ...twins]);
    const outcomes = answers.map(({ outcome = '' }) => outcome);
    if (!outcomes.every((outcome) => words.has(outcome))) return false;
    // Only who handled it hears that it was accepted.
    const accepted = (list: readonly string[]): number => list.filter((one) => one === 'accepted').length;
    if (accepted(outcomes) > accepted(heard.map(({ outcome }) => outcome))) return false;
    if (!heard.every(({ outcome }) => outcome === 'duplicate' || outcomes.includes(outcome))) return false;
    return answers.every((answer) => this.#toldBy(answer, heard));
  }

  #toldBy({ headers, outcome }: Answer, heard: readonly Heard[]): boolean {
    if (!this.#configuration.several) return true;
    const by = heard.filter((one) => one.outcome === outcome).map((one) => one.by);
    const said = headers['webhook-gateway-destination'] as string | undefined;
    return said === undefined || by.length === 0 || by.includes(said);
  }

  /** The source reads the status as what it is. */
  #isRead({ status, outcome = '' }: Answer): boolean {
    const { statuses } = this.#configuration.source.subject.scheme;
    const verdict = readerOf(statuses)(status);
    if (['accepted', 'queued', 'duplicate', 'filtered'].includes(outcome)) return verdict === 'accepted';
    if (outcome === 'failed') return verdict === 'retry';
    return outcome !== 'rejected' || verdict !== 'retry';
  }

  #change(place: number, mood: Mood): void {
    const { all, mode } = this.#configuration;
    const one = all[place % all.length];
    if (!one) return;
    // A breaker counts attempts without an answer, and opens for seconds; one that cannot be read does not count.
    const says = mood.says === 'hangup' && (mode !== 'direct' || one.place.aside) ? 'unreadable' : mood.says;
    const slow = mood.slow && this.#isImpatient;
    for (const name of namesOf(one)) this.#setMood(name, { ...mood, says, slow });
  }

  get #isImpatient(): boolean {
    return 'deadline' in (this.#configuration.route('')['source'] as object);
  }

  #setMood(name: string, mood: Mood): void {
    setMood(this.#state, name, mood);
    this.#moods.set(name, mood);
    for (const key of this.#answered.keys()) if (key.startsWith(`${name} `)) this.#answered.delete(key);
  }

  async #pause(word: 'pause' | 'resume', place: number | undefined): Promise<void> {
    const { several, all } = this.#configuration;
    const one = place === undefined || !several ? undefined : all[place % all.length];
    if (one && !one.isThere) return;
    const query = one ? `?destination=${one.name}` : '';
    // Every replica is told, in place of waiting until it looks.
    for (const gateway of this.#gateways) expect(await ask(gateway, `/routes/a/${word}${query}`)).toBe(200);
    const names = one ? [one.name] : this.#configuration.there.map(({ name }) => name);
    setPaused(this.#state, word === 'pause', one === undefined, names);
    runQueues(this.#state);
    await this.#comesTrue([this.#state], word);
  }

  async #reload(what: 'toggle' | 'rename', place: number): Promise<void> {
    const { all, several } = this.#configuration;
    const one = all[place % all.length];
    if (!one || !several) return;
    // What waits for one that is paused would wait on.
    if (isPaused(this.#state, one.name)) return;
    if (what === 'toggle') this.#configuration.toggle(place);
    else this.#configuration.rename(place);
    for (const gateway of this.#gateways) await gateway.reload(this.#text());
    this.#state.receivers = this.#configuration.receivers;
    runQueues(this.#state);
    await this.#comesTrue([this.#state], what);
  }

  /** As after an upgrade: what the store keeps outlives it. */
  async #restart(at: number): Promise<void> {
    if (!this.#redis) return;
    const place = at % this.#gateways.length;
    await this.#gateways[place]?.stop();
    this.#gateways[place] = await startTestGateway(this.#text());
    await this.#comesTrue([this.#state], 'restart');
  }

  /** @returns the one of these states that the receivers and the store are in. @throws Error if they come to none */
  async #comesTrue(states: readonly State[], what: string): Promise<State> {
    const end = performance.now() + PATIENCE_MS;
    let faults: readonly string[] = [];
    do {
      const counts = await this.#counts();
      const all = states.map((state) => [...this.#faults(state), ...this.#storedFaults(state, counts)]);
      const right = states[all.findIndex((one) => one.length === 0)];
      if (right) {
        this.#judgeAll();
        return right;
      }
      faults = all.map((one) => one.join('\n'));
      await sleep(4);
    } while (performance.now() < end);
    throw new Error(`${what}: it is not as the model says\n${faults.join('\nor\n')}`);
  }

  #faults(state: State): string[] {
    const faults: string[] = [];
    const expected = new Set<string>();
    for (const { label, id } of this.#sendings) {
      for (const [name, { got }] of Object.entries(state.deliveries[label]?.parts ?? {})) {
        const key = `${name} ${id ?? ''}`;
        expected.add(key);
        const said = (this.#log.get(key) ?? []).join(', ');
        if (said !== got.join(', ')) faults.push(`${label} at ${name}: ${said}; to be ${got.join(', ')}`);
      }
    }
    for (const key of this.#log.keys()) if (!expected.has(key)) faults.push(`nobody expects ${key}`);
    return faults;
  }

  /** Pending and dead messages by destination, and attempts that go on behind an answer. */
  async #counts(): Promise<ReadonlyMap<string, string>> {
    let detached = 0;
    if (this.#isImpatient)
      for (const gateway of this.#gateways) detached += await gateway.metric('webhook_gateway_detached');
    const counts = new Map([['detached', String(detached)]]);
    const { stores, all } = this.#configuration;
    if (!this.#redis || !stores) return counts;
    const { client, prefix } = this.#redis;
    const names = all.flatMap((one) => this.#namesOf(one));
    const pipeline = client.pipeline();
    const keys = createKeys(prefix);
    for (const name of names) {
      const lane = this.#configuration.laneOf(name);
      pipeline.zcard(keys.index(lane, 'pending')).zcard(keys.index(lane, 'dead'));
    }
    const answers = ((await pipeline.exec()) ?? []).map(([, answer]) => String(answer));
    names.forEach((name, i) => counts.set(name, `${answers[2 * i] ?? ''} ${answers[2 * i + 1] ?? ''}`));
    return counts;
  }

  #namesOf(one: Configured): readonly string[] {
    return this.#configuration.several ? namesOf(one) : [one.name];
  }

  #storedFaults(state: State, counts: ReadonlyMap<string, string>): string[] {
    return [...counts].flatMap(([name, found]) => {
      const wanted =
        name === 'detached' ? '0' : `${count(state, name, 'stored')} ${count(state, name, 'dead')}`;
      return found === wanted ? [] : [`${name}: pending, dead: ${found}; to be ${wanted}`];
    });
  }

  #judgeAll(): void {
    for (const { name, received } of this.#unjudged.splice(0)) {
      const id = String(received.headers['webhook-gateway-id']);
      const sending = this.#sendings.find((one) => one.id === id);
      const target = this.#configuration.all.find((one) => namesOf(one).includes(name));
      expect([sending, target]).not.toContain(undefined);
      if (sending && target) judge(target, received, sending.made, { id, origin: this.#up.url });
    }
  }

  async #answer(received: Received, response: ServerResponse): Promise<void> {
    const [, name = ''] = /^\/([^?]*)/.exec(received.path) ?? [];
    const key = `${name} ${String(received.headers['webhook-gateway-id'])}`;
    const mood = this.#moods.get(name) ?? WILLING;
    const before = this.#answered.get(key) ?? 0;
    this.#answered.set(key, before + 1);
    const says = saysAfter(mood, before);
    this.#log.set(key, [...(this.#log.get(key) ?? []), says]);
    this.#unjudged.push({ name, received });
    if (mood.slow) await sleep(SLOW_MS);
    say(says, response);
  }
}

const STATUS = { accept: 200, retry: 500, final: 422, refusesUs: 404 } as const;

function say(says: Says, response: ServerResponse): void {
  if (says === 'hangup') response.destroy();
  else if (says === 'unreadable') response.socket?.end('no answer at all\r\n\r\n');
  else response.writeHead(STATUS[says]).end();
}

async function ask(gateway: TestGateway, path: string): Promise<number> {
  const answer = await fetch(`${gateway.adminUrl}/api${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
  });
  await answer.text();
  return answer.status;
}
