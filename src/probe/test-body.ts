/** A small event in a scheme's own envelope. It says that it is a test. */
import type { RandomHex } from '../model/ids.js';
import type { Envelope, Scheme, Shape } from '../schemes/spec.js';
import { writeTime } from '../schemes/text/time-text.js';
import type { EpochMs } from '../model/time.js';

export const TEST_EVENT = 'webhook.test';

/** The same in the shapes that a name in an unsigned header may have to keep. */
const SHAPED: Partial<Readonly<Record<Shape, string>>> = {
  a_b: 'webhook_test',
  'a/b': 'webhook/test',
  'a:b': 'webhook:test',
  A_B: 'WEBHOOK_TEST',
  'A b': 'Webhook Test',
};

/** A test event's name as the scheme would take it: some providers' names have no dots. */
export function testEventOf({ event = [] }: Pick<Scheme, 'event'>): string {
  for (const place of event) {
    const name = 'shape' in place ? SHAPED[place.shape] : undefined;
    if (name !== undefined) return name;
  }
  return TEST_EVENT;
}

export interface TestBodyOptions {
  readonly event?: string | undefined;
  readonly text?: string | undefined;
  /** Bytes of filling. */
  readonly padding?: number | undefined;
}

/** Receivers that look into the body find what they expect, and that it is no real event. */
export function testBody(
  envelope: Envelope | undefined,
  at: EpochMs,
  randomHex: RandomHex,
  options: TestBodyOptions = {},
): string {
  const names: Envelope = envelope ?? { event: 'type', time: 'timestamp', data: 'data' };
  const members: [string, unknown][] = [];
  // A new id each: a receiver that remembers ids must not take two tests for one.
  if (names.id !== undefined) members.push([names.id, `evt_test_${randomHex(8)}`]);
  members.push([names.event, options.event ?? TEST_EVENT]);
  if (names.time !== undefined) {
    const text = writeTime(at, names.timeFormat ?? 'iso');
    members.push([names.time, (names.timeFormat ?? 'iso') === 'iso' ? text : Number(text)]);
  }
  const data: Record<string, unknown> = { test: true, nonce: randomHex(8) };
  if (options.text !== undefined) data['text'] = options.text;
  if (options.padding !== undefined) data['padding'] = 'x'.repeat(options.padding);
  members.push([names.data, data]);
  return JSON.stringify(Object.fromEntries(members));
}
