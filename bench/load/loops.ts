/**
 * How deliveries are sent. Open: each at its moment, whatever became of those before it, and its latency counts from
 * that moment, so a gateway that stalls is charged for all it kept waiting. Closed: each client waits for its answer.
 */
import { Connection } from './connection.js';
import type { Card, Deck } from './deck.js';
import { KINDS, type Kind, type LoadResult } from './load.js';

/** Connections kept from the start, and the most there may be: a source has many, but not without end. */
const CONNECTIONS = 32;
const MOST_CONNECTIONS = 192;
/** Timers fire on whole milliseconds; nearer than this the loop turns without sleeping. */
const SLEEP_ABOVE_MS = 2;
/** What was sent gets this long for its answer. */
const LAST_ANSWERS_MS = 10_000;

class Tally {
  readonly latencies: number[] = [];
  readonly lateness: number[] = [];
  sent = 0;
  readonly statuses: Record<Kind, Record<string, number>> = { genuine: {}, duplicate: {}, forged: {} };

  count({ kind }: Card, status: number, latency: number): void {
    const statuses = this.statuses[kind];
    statuses[status] = (statuses[status] ?? 0) + 1;
    this.latencies.push(latency);
  }

  result(seconds: number): LoadResult {
    const sorted = Float64Array.from(this.latencies).sort();
    return {
      seconds,
      statuses: this.statuses,
      sent: this.sent,
      answered: sorted.length,
      latency: { p50: at(sorted, 0.5), p99: at(sorted, 0.99), max: at(sorted, 1) },
      latenessP99: at(Float64Array.from(this.lateness).sort(), 0.99),
    };
  }
}

function at(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export async function openLoop(
  ports: readonly number[],
  deck: Deck,
  rate: number,
  seconds: number,
): Promise<LoadResult> {
  const tally = new Tally();
  const idle = Array.from({ length: CONNECTIONS }, (_, index) => new Connection(portOf(ports, index)));
  const all = [...idle];
  /** Due, and no connection free. */
  const waiting: { readonly card: Card; readonly due: number }[] = [];
  const count = Math.round(rate * seconds);
  let answers = 0;

  function send(card: Card, due: number): void {
    const connection = idle.shift() ?? another();
    if (!connection) {
      waiting.push({ card, due });
      return;
    }
    connection.send(card.wire, (status) => {
      tally.count(card, status, performance.now() - due);
      answers += 1;
      if (status >= 200 && status < 300) deck.accepted(card);
      idle.push(connection);
      const next = waiting.shift();
      if (next) send(next.card, next.due);
    });
  }

  function another(): Connection | undefined {
    if (all.length >= MOST_CONNECTIONS) return undefined;
    const connection = new Connection(portOf(ports, all.length));
    all.push(connection);
    return connection;
  }

  const startedAt = performance.now();
  let sent = 0;
  while (sent < count) {
    const now = performance.now();
    for (let due = startedAt + (sent * 1_000) / rate; sent < count && due <= now;) {
      const card = deck.draw();
      if (!card) throw new RangeError('the deck is too small');
      tally.sent += 1;
      tally.lateness.push(performance.now() - due);
      send(card, due);
      sent += 1;
      due = startedAt + (sent * 1_000) / rate;
    }
    await pause(startedAt + (sent * 1_000) / rate - performance.now());
  }
  const elapsed = (performance.now() - startedAt) / 1_000;
  const giveUpAt = performance.now() + LAST_ANSWERS_MS;
  while (answers < sent && performance.now() < giveUpAt) await pause(SLEEP_ABOVE_MS + 1);
  for (const connection of all) connection.close();
  return tally.result(elapsed);
}

function portOf(ports: readonly number[], index: number): number {
  return ports[index % ports.length] ?? 0;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (ms > SLEEP_ABOVE_MS) setTimeout(resolve, ms - SLEEP_ABOVE_MS);
    else setImmediate(resolve);
  });
}

export async function closedLoop(
  ports: readonly number[],
  deck: Deck,
  clients: number,
  seconds: number,
): Promise<LoadResult> {
  const tally = new Tally();
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1_000;
  await Promise.all(Array.from({ length: clients }, (_, index) => client(portOf(ports, index))));
  return tally.result((performance.now() - startedAt) / 1_000);

  function client(port: number): Promise<void> {
    const connection = new Connection(port);
    return new Promise((resolve) => {
      next();
      function next(): void {
        const sentAt = performance.now();
        const card = sentAt < endAt ? deck.draw() : undefined;
        if (!card) {
          connection.close();
          resolve();
          return;
        }
        tally.sent += 1;
        connection.send(card.wire, (status) => {
          tally.count(card, status, performance.now() - sentAt);
          if (status >= 200 && status < 300) deck.accepted(card);
          next();
        });
      }
    });
  }
}

/** Over all kinds. */
export function statusesOf(result: LoadResult): Readonly<Record<string, number>> {
  const all: Record<string, number> = {};
  for (const kind of KINDS) {
    for (const [status, count] of Object.entries(result.statuses[kind]))
      all[status] = (all[status] ?? 0) + count;
  }
  return all;
}
