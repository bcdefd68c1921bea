/** Stored messages and the log in Redis, a script a step; the reading half is reads.ts. */
import { REPEATS, type DeliveryEntry, type LoggedWay } from '../../../model/log-entry.js';
import type { OutcomeCode } from '../../../model/outcome.js';
import type {
  Armed,
  Begun,
  DatedMessage,
  Ended,
  Keeping,
  LaidMessage,
  MessageStore,
} from '../../../queue/message-store.js';
import { attemptField, entryFields, messageFields, readFields, readMessage } from './message-fields.js';
import { END, LARGE, LOG, PUT, PUT_BY_LIBRARY } from './message-questions.js';
import { NO_KEY, nothing, type Ask, type AskOfKind, type Keys } from './message-keys.js';
import { Reads } from './reads.js';
import type { Arg } from '../lean/lean-command.js';
import { countOf, isOne, noAnswerOfOurs } from '../script.js';
import { StoreTime } from './store-time.js';
import { wayFields } from './way-fields.js';
import type { EpochClock, EpochMs } from '../../../model/time.js';

/** Attempts that never came back, after which a message is poison. */
export const POISON_AFTER = 5;
/** From so many on it is begun alone, so that it takes no others down with it. */
const SUSPECT_AFTER = 2;
/** Jobs may lie so far ahead beyond what is written at their messages: looks that come soon are planned without. */
const JOBS_AHEAD_MS = 65_000;

export interface RedisMessagesParts {
  readonly keys: Keys;
  readonly ask: Ask;
  readonly askOfKind: AskOfKind;
  /** What is put is confirmed (quorum.ts). */
  readonly isConfirmed: boolean;
  /** Gets the names of routes of which a delivery is stored or logged. */
  readonly seen: Set<string>;
  /** Hears of entries that a list leaves out, because this gateway does not know their version. */
  readonly unreadable: (count: number) => void;
}

export class RedisMessages extends Reads implements MessageStore {
  readonly #keys: Keys;
  readonly #ask: Ask;
  readonly #askOfKind: AskOfKind;
  readonly #isConfirmed: boolean;
  readonly #time: StoreTime;
  /** Names are kept, so that what waits for a route is found when the route is gone; each is written once. */
  readonly #noted = new Set<string>();
  readonly #seen: Set<string>;

  constructor({ keys, ask, askOfKind, isConfirmed, seen, unreadable }: RedisMessagesParts) {
    super(keys, ask, unreadable);
    this.#keys = keys;
    this.#ask = ask;
    this.#askOfKind = askOfKind;
    this.#isConfirmed = isConfirmed;
    this.#seen = seen;
    this.#time = new StoreTime((lane) =>
      ask('time', (client) => client.gwTime(keys.index(lane, 'pending')), readTime),
    );
  }

  time(lane: string): Promise<EpochMs> {
    return this.#time.of(lane);
  }

  async put(lane: string, message: DatedMessage, keeping: Keeping): Promise<void> {
    await this.#noteLane(lane);
    const { keys, args } = this.#putOf({ lane, message, keeping });
    const isLean = !this.#isConfirmed && message.message.body.length < LARGE;
    await this.#askOfKind(isLean ? PUT : PUT_BY_LIBRARY, [...keys, ...args]);
  }

  async putAll(messages: readonly LaidMessage[]): Promise<void> {
    for (const { lane } of messages) await this.#noteLane(lane);
    const all = messages.map((one) => this.#putOf(one));
    const keys = all.flatMap((one) => one.keys);
    const args = all.flatMap((one) => [one.args.length, ...one.args]);
    await this.#ask('put', (client) => client.gwPutAll(keys.length, ...keys, ...args), isOne);
  }

  async #noteLane(lane: string): Promise<void> {
    this.#seen.add(lane);
    if (this.#noted.has(lane)) return;
    await this.#ask('put', (client) => client.sadd(this.#keys.routes, lane), isOne);
    this.#noted.add(lane);
  }

  #putOf({ lane, message: entry, keeping }: LaidMessage): {
    readonly keys: readonly string[];
    readonly args: readonly Arg[];
  } {
    const { key, message, receivedAt, attempts } = entry;
    return {
      keys: [
        ...this.#keys.log(lane, key, message.id, message.sourceId),
        ...this.#keys.message(lane, key).slice(1),
      ],
      args: [
        ...[key, receivedAt, ...logged(keeping), message.body],
        ...[attempts.length, ...attempts.map(attemptField), ...messageFields(entry)],
      ],
    };
  }

  begin(lane: string, key: string, alone: boolean): Promise<Begun> {
    return this.#ask(
      'begin',
      (client) =>
        client.gwBeginBuffer(
          ...this.#keys.message(lane, key).slice(0, 2),
          ...[alone ? '1' : '0', POISON_AFTER, SUSPECT_AFTER],
        ),
      (answer) => readBegun(answer, (said) => this.#time.heard(lane, said)),
    );
  }

  async end(lane: string, key: string, ended: Ended, keeping: Keeping): Promise<void> {
    const { state, attempt } = ended;
    const cancelled = state === 'dead' && ended.dead === 'cancelled';
    const at = state === 'waits' ? ended.notBefore : ended.at;
    const outcome = state === 'dead' ? ended.outcome : 'accepted';
    const buried = state === 'dead' && !cancelled;
    await this.#askOfKind(END, [
      ...this.#keys.message(lane, key),
      ...[key, cancelled ? 'cancelled' : state, attempt ? attemptField(attempt) : '', at, outcome],
      ...[state === 'dead' ? ended.dead : ''],
      ...(buried
        ? [Math.max(keeping.dead, keeping.log), keeping.dead]
        : [Math.max(keeping.bodies, keeping.log), keeping.bodies]),
    ]);
  }

  async log(lane: string, key: string, entry: DeliveryEntry, keeping: Keeping): Promise<void> {
    const attempt = entry.attempts[0];
    this.#seen.add(lane);
    await this.#askOfKind(LOG, [
      ...this.#keys.log(lane, key, entry.id, entry.sourceId),
      ...[this.#keys.index(lane, 'dead')],
      ...[key, entry.receivedAt, ...logged(keeping), attempt ? attemptField(attempt) : ''],
      ...[newsOf(entry.outcome), ...entryFields(entry)],
    ]);
  }

  async noteWays(lane: string, ways: ReadonlyMap<string, LoggedWay>): Promise<void> {
    const keys = [...ways.keys()].map((key) => this.#keys.message(lane, key)[0]);
    const values = [...ways.values()].flatMap((way) => {
      const { wy, wh } = wayFields(way);
      return [wy, wh];
    });
    await this.#ask('log', (client) => client.gwNoteWays(keys.length, ...keys, ...values), countOf);
  }

  arm(lane: string, key: string, at: EpochMs, replay: boolean, job = ''): Promise<Armed> {
    return this.#ask(
      'arm',
      (client) => client.gwArm(...this.#keys.message(lane, key), key, at, replay ? '1' : '0', job),
      (answer) => oneOf(ARMED, answer),
    );
  }

  drop(lane: string, key: string, job: string, keeping: Keeping): Promise<boolean> {
    const stays = [Math.max(keeping.bodies, keeping.log), keeping.bodies];
    return this.#ask(
      'drop',
      (client) => client.gwDrop(...this.#keys.message(lane, key), key, job, ...stays),
      isOne,
    );
  }

  late(lane: string, from: number, count: number): Promise<{ looked: number; keys: readonly string[] }> {
    const keys = [this.#keys.jobs(lane, 'delayed'), this.#keys.message(lane, NO_KEY)[0]];
    return this.#ask(
      'list',
      (client) => client.gwLate(...keys, from, from + count - 1, JOBS_AHEAD_MS),
      (answer) => {
        const [looked, ...late] = answer as [number, ...string[]];
        return { looked, keys: late };
      },
    );
  }

  async trim(lane: string, now: EpochMs, keeping: Keeping): Promise<void> {
    await Promise.all([
      this.#forgetBefore(this.#keys.index(lane, 'log'), now - keeping.log),
      this.#forgetBefore(this.#keys.index(lane, 'dead'), now - keeping.dead),
    ]);
  }

  #forgetBefore(index: string, at: EpochMs): Promise<void> {
    return this.#ask('list', (client) => client.zremrangebyscore(index, '-inf', at), nothing);
  }
}

const ARMED = ['armed', 'pending', 'no_body', 'gone', 'again'] as const;
const NOT_BEGUN = ['gone', 'lost', 'poison', 'suspect'] as const;

/** @throws StoreUnavailable for an answer that is none of them */
function oneOf<T>(words: readonly T[], answer: unknown): T {
  return words.find((word) => word === answer) ?? noAnswerOfOurs();
}

function readTime(answer: unknown): EpochMs {
  return typeof answer === 'number' ? answer : noAnswerOfOurs();
}

/** How far the log goes back, most entries; as enter-log takes them. */
function logged({ log, logCount }: Keeping): [number, number] {
  return [log, logCount];
}

function newsOf(outcome: OutcomeCode): 'repeats' | 'accepts' | 'fails' {
  if (REPEATS.has(outcome)) return 'repeats';
  return outcome === 'accepted' ? 'accepts' : 'fails';
}

function readBegun(answer: unknown, heard: (said: EpochMs) => EpochClock): Begun {
  if (!Array.isArray(answer)) return oneOf(NOT_BEGUN, String(answer));
  const [crashes, fields, body, said] = answer as [number, Buffer[], Buffer, number];
  return { ...readMessage(readFields(fields), body), crashes, clock: heard(said) };
}
