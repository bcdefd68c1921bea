/** The model of test/properties by itself: a few rows of docs/guarantees.md, in its words. */
import { expect, test } from 'vitest';
import {
  possible,
  receive,
  runQueues,
  setMood,
  setPaused,
  startState,
  type Heard,
  type Incoming,
  type Mode,
  type Says,
  type State,
} from '../properties/model.js';

const ONE: Incoming = { delivery: 'one', kind: 'lead', carries: {} };

function stateOf(modes: Readonly<Record<string, Mode>>, mode: Mode = 'direct', several = true): State {
  const receivers = Object.entries(modes).map(([name, its]) => ({ name, mode: its, wants: undefined }));
  return startState({ mode, several, receivers, schedule: 3 });
}

function moods(state: State, says: Readonly<Record<string, Says>>): void {
  for (const [name, one] of Object.entries(says))
    setMood(state, name, { says: one, times: undefined, slow: false });
}

/** What the source hears, once the queues have done what they can. */
function hears(state: State, incoming = ONE): string {
  const { outcome, by } = receive(state, incoming);
  runQueues(state);
  return by === undefined ? outcome : `${outcome} by ${by}`;
}

const got = (state: State, name: string): readonly Says[] => state.deliveries['one']?.parts[name]?.got ?? [];

test('one accepted and one failed: the retry reaches the failed one alone, and then it is a duplicate', () => {
  const state = stateOf({ crm: 'direct', mail: 'direct' });
  moods(state, { mail: 'retry' });
  expect(hears(state)).toBe('failed by mail');
  moods(state, { mail: 'accept' });
  expect([hears(state), hears(state)]).toEqual(['accepted by mail', 'duplicate']);
  expect([got(state, 'crm'), got(state, 'mail')]).toEqual([['accept'], ['retry', 'accept']]);
});

test('a final no stands while another is owed, and is free once none is', () => {
  const state = stateOf({ crm: 'direct', mail: 'direct' });
  moods(state, { crm: 'final', mail: 'hangup' });
  expect([hears(state), hears(state)]).toEqual(['unreachable by mail', 'unreachable by mail']);
  moods(state, { mail: 'accept' });
  expect([hears(state), hears(state)]).toEqual(['rejected by crm', 'rejected by crm']);
  expect([got(state, 'crm'), got(state, 'mail').length]).toEqual([['final', 'final'], 3]);
});

test('a queue tries by its schedule; then it is a dead letter, which the source arms again', () => {
  const state = stateOf({ crm: 'queued', mail: 'queued' }, 'queued');
  setMood(state, 'crm', { says: 'retry', times: 2, slow: false });
  moods(state, { mail: 'refusesUs' });
  expect(hears(state)).toBe('queued by crm');
  expect(got(state, 'crm')).toEqual(['retry', 'retry', 'accept']);
  expect(got(state, 'mail')).toHaveLength(3);
  moods(state, { mail: 'accept' });
  expect([hears(state), hears(state)]).toEqual(['queued by mail', 'duplicate']);
  expect([got(state, 'crm').length, got(state, 'mail').length]).toEqual([3, 4]);
});

test('what is stored for one that is paused waits; for one that is removed it is dead', () => {
  const state = stateOf({ crm: 'queued', mail: 'queued' }, 'queued');
  setPaused(state, true, false, ['mail']);
  expect(hears(state)).toBe('queued by crm');
  expect([got(state, 'crm'), got(state, 'mail')]).toEqual([['accept'], []]);
  state.receivers = state.receivers.slice(0, 1);
  setPaused(state, false, true, ['crm', 'mail']);
  runQueues(state);
  expect(state.deliveries['one']?.parts['mail']).toMatchObject({ standing: 'dead', got: [] });
  expect(hears(state)).toBe('duplicate');
});

test('a name that is new takes no part, unless no name of the first claim is left', () => {
  const state = stateOf({ crm: 'direct' });
  moods(state, { crm: 'retry' });
  hears(state);
  state.receivers = [...state.receivers, { name: 'sheet', mode: 'direct', wants: undefined }];
  hears(state);
  expect(got(state, 'sheet')).toEqual([]);
  state.receivers = state.receivers.slice(1);
  expect(hears(state)).toBe('accepted by sheet');
});

test('a source that is answered too early hears timeout, and its retry is a duplicate', () => {
  const state = stateOf({ crm: 'direct' }, 'direct', false);
  setMood(state, 'crm', { says: 'accept', times: undefined, slow: true });
  expect([hears(state), hears(state)]).toEqual(['timeout', 'duplicate']);
  expect(got(state, 'crm')).toEqual(['accept']);
});

test('twins: as many handle it as find it free, and one accepts it', () => {
  const state = stateOf({ crm: 'direct' }, 'direct', false);
  setMood(state, 'crm', { says: 'retry', times: 1, slow: false });
  const words = possible(state, ONE, 3, false).map(({ heard }) => heard.map((one: Heard) => one.outcome));
  expect(words).toEqual([['failed'], ['failed', 'accepted'], ['failed', 'accepted', 'duplicate']]);
  expect(state.deliveries).toEqual({});
});
