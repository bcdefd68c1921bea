/**
 * What passed to one destination of a route in a minute, and its text: short, because the store holds one for each
 * minute and replica. What is 0 is left out, and what another version wrote beside it is passed over.
 */
import type { EpochMs } from '../../model/time.js';
import { BUCKETS } from './histogram.js';

type Tally = ReadonlyMap<string, number>;
type Buckets = ReadonlyMap<number, number>;

/** Deliveries that verified under one secret, and when the last of them ended, in epoch milliseconds. */
export interface SecretTally {
  readonly count: number;
  readonly last: EpochMs;
}

export interface Counts {
  /** Deliveries by outcome. */
  readonly outcomes: Tally;
  /** Attempts at the receiver by result, those of the queue too. */
  readonly attempts: Tally;
  /** Refused deliveries by `outcome:reason`, and those let on by `unverified:outcome`. */
  readonly reasons: Tally;
  /** By the names of the route's secrets; with the first destination that a delivery was for. */
  readonly secrets: ReadonlyMap<string, SecretTally>;
  /** The gateway's own part of a delivery, and an attempt, by bucket. */
  readonly ours: Buckets;
  readonly receiver: Buckets;
  /** Epoch milliseconds of the last acceptance; 0 if there was none. */
  readonly lastAccepted: number;
}

/** The same while it is counted. */
export class Counting implements Counts {
  readonly outcomes = new Map<string, number>();
  readonly attempts = new Map<string, number>();
  readonly reasons = new Map<string, number>();
  readonly secrets = new Map<string, { count: number; last: EpochMs }>();
  readonly ours = new Map<number, number>();
  readonly receiver = new Map<number, number>();
  lastAccepted = 0;

  add(other: Counts): void {
    for (const name of ['outcomes', 'attempts', 'reasons'] as const)
      for (const [key, count] of other[name]) more(this[name], key, count);
    for (const [name, { count, last }] of other.secrets) this.verified(name, count, last);
    for (const name of ['ours', 'receiver'] as const)
      for (const [bucket, count] of other[name]) more(this[name], bucket, count);
    this.lastAccepted = Math.max(this.lastAccepted, other.lastAccepted);
  }

  verified(secret: string, count: number, last: EpochMs): void {
    const known = this.secrets.get(secret);
    if (!known) {
      this.secrets.set(secret, { count, last });
      return;
    }
    known.count += count;
    known.last = Math.max(known.last, last);
  }
}

export function more<Key>(tally: Map<Key, number>, key: Key, count = 1): void {
  tally.set(key, (tally.get(key) ?? 0) + count);
}

/** By route and destination. */
export type MinuteCounts = ReadonlyMap<string, ReadonlyMap<string, Counts>>;

export function minuteText(minute: MinuteCounts): string {
  const routes = [...minute].map(([route, destinations]) => [
    route,
    Object.fromEntries([...destinations].map(([name, counts]) => [name, written(counts)])),
  ]);
  return JSON.stringify(Object.fromEntries(routes));
}

function written({ outcomes, attempts, reasons, secrets, ours, receiver, lastAccepted }: Counts): object {
  const used = [...secrets].map(([name, { count, last }]) => [name, [count, last]] as const);
  return {
    o: members(outcomes),
    a: members(attempts),
    x: members(reasons),
    s: used.length === 0 ? undefined : Object.fromEntries(used),
    h: members(ours),
    r: members(receiver),
    l: lastAccepted === 0 ? undefined : lastAccepted,
  };
}

function members(tally: ReadonlyMap<string | number, number>): object | undefined {
  return tally.size === 0 ? undefined : Object.fromEntries(tally);
}

/** @returns nothing of a text that is none of ours */
export function readMinute(text: string): MinuteCounts {
  return new Map(
    entriesOf(parsed(text)).map(([route, destinations]) => [
      route,
      new Map(entriesOf(destinations).map(([name, counts]) => [name, readCounts(counts)])),
    ]),
  );
}

function readCounts(value: unknown): Counts {
  const { o, a, x, s, h, r, l } = Object(value) as Record<string, unknown>;
  const lastAccepted = isCount(l) ? l : 0;
  return {
    ...{ outcomes: tallyOf(o), attempts: tallyOf(a), reasons: tallyOf(x) },
    ...{ secrets: secretsOf(s), ours: bucketsOf(h), receiver: bucketsOf(r), lastAccepted },
  };
}

function tallyOf(value: unknown): Tally {
  return new Map(entriesOf(value).filter((entry): entry is [string, number] => isCount(entry[1])));
}

function secretsOf(value: unknown): ReadonlyMap<string, SecretTally> {
  return new Map(
    entriesOf(value).flatMap(([name, tally]) => {
      const [count, last] = Array.isArray(tally) ? (tally as readonly unknown[]) : [];
      return isCount(count) && isCount(last) ? [[name, { count, last }] as const] : [];
    }),
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function bucketsOf(value: unknown): Buckets {
  const found = [...tallyOf(value)].map(([bucket, count]) => [Number(bucket), count] as const);
  return new Map(found.filter(([bucket]) => bucket >= 0 && bucket < BUCKETS));
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
