import { Outcome, type OutcomeCode } from '../../src/model/outcome.js';
import type { Trail } from '../../src/model/trail.js';
import { Way } from '../../src/model/way.js';
import { NOW } from './observed.js';

/** A delivery of 10 ms, 1 ms of them upload and 6 ms the receiver; accepted unless told otherwise. */
export function trail(changes: Partial<Trail> = {}): Trail {
  return {
    route: 'leads',
    destination: 'default',
    receivedAt: NOW - 10,
    startedAt: 1_000,
    bodyReadAt: 1_001,
    way: new Way(() => 1_010),
    client: '192.0.2.7',
    bodyBytes: 512,
    key: undefined,
    messageId: 'msg_1',
    sourceId: 'evt_1',
    event: 'lead.created',
    secret: 'current',
    scheme: 'actuallycare',
    timestampAge: 2,
    eventMismatch: false,
    droppedHeaders: undefined,
    claims: ['new'],
    attempt: { number: 1, status: 200, result: 'accepted', durationMs: 6 },
    withoutDedupe: false,
    outcome: new Outcome('accepted'),
    status: 200,
    trace: undefined,
    ...changes,
  };
}

/** What a forgery leaves: nothing but its outcome. */
export function refused(code: OutcomeCode, changes: Partial<Trail> = {}): Trail {
  const outcome = new Outcome(code);
  return trail({
    messageId: undefined,
    sourceId: undefined,
    event: undefined,
    secret: undefined,
    scheme: undefined,
    timestampAge: undefined,
    claims: [],
    attempt: undefined,
    outcome,
    status: outcome.status,
    ...changes,
  });
}
