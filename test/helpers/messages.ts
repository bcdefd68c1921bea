/** Messages as the line hands them over, for tests of what keeps and delivers them. */
import { randomBytes } from 'node:crypto';
import type { Message } from '../../src/model/delivery.js';
import type { DeliveryEntry } from '../../src/model/log-entry.js';
import type { DatedMessage, Keeping } from '../../src/queue/message-store.js';

const HOUR = 3_600_000;

/** Each one different, so that a test sees which is meant. */
export const KEEPING: Keeping = {
  log: 24 * HOUR,
  logCount: 10_000,
  bodies: HOUR,
  dead: 48 * HOUR,
};

/** Epoch milliseconds at which tests of stored messages begin. */
export const T0 = Date.UTC(2026, 10, 20, 9, 30);

export const newKey = (): string => randomBytes(16).toString('hex');

export function messageOf(more: Partial<Message> = {}): Message {
  return {
    id: `msg_${randomBytes(8).toString('hex')}`,
    event: 'lead.created',
    sourceId: undefined,
    body: Buffer.from('{"event":"lead.created"}'),
    contentType: 'application/json',
    headers: [],
    ...more,
  };
}

export function newMessageOf(more: Partial<DatedMessage> = {}, message: Partial<Message> = {}): DatedMessage {
  return {
    key: newKey(),
    owner: 'owner-1',
    destination: 'crm',
    message: messageOf(message),
    receivedAt: T0,
    attempts: [],
    ...more,
  };
}

/** A delivery that was handled without the queue. */
export function entryOf(more: Partial<DeliveryEntry> = {}): DeliveryEntry {
  return {
    id: `msg_${randomBytes(8).toString('hex')}`,
    route: 'a',
    destination: 'crm',
    sourceId: undefined,
    event: 'lead.created',
    outcome: 'accepted',
    reason: undefined,
    dead: undefined,
    receivedAt: T0,
    endedAt: T0 + 20,
    nextAttemptAt: undefined,
    attempts: [],
    bytes: 24,
    bodyKept: false,
    way: undefined,
    ...more,
  };
}
