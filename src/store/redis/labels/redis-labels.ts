/**
 * The labels of bodies in Redis: one hash a body, `<prefix>:e:<body>`, and one text an allowance, `<prefix>:a:<key>`, each
 * with an expiry. The allowance's value is its version.
 */
import { LABEL_HOLD_MS, type LabelAnswer, type LabelStore } from '../../../line/claim/label-store.js';
import { nothing, type Ask } from '../messages/message-keys.js';
import { isOne } from '../script.js';

export function createRedisLabels(prefix: string, ask: Ask): LabelStore {
  const keyOf = (body: string): string => `${prefix}:e:${body}`;
  const allowance = (key: string): string => `${prefix}:a:${key}`;
  const mark = async (body: string, field: string, value: string, windowMs: number): Promise<void> => {
    await ask('label', (client) => client.gwMarkLabel(keyOf(body), field, value, Math.ceil(windowMs)), isOne);
  };
  return {
    takeLabel: (body, label, places) =>
      ask('label', (client) => client.gwTakeLabel(keyOf(body), label, places, LABEL_HOLD_MS), readAnswer),
    keepLabel: (body, label, windowMs) => mark(body, `l:${label}`, 'kept', windowMs),
    noteFilteredLabel: (body, label, windowMs) => mark(body, 'f', label, windowMs),
    allowLabel: (body, label, windowMs) => mark(body, `a:${label}`, 'kept', windowMs),
    allow: (key, windowMs) =>
      ask('label', (client) => client.set(allowance(key), '1', 'PX', Math.ceil(windowMs)), nothing),
    isAllowed: (key) => ask('label', (client) => client.exists(allowance(key)), isOne),
    async leaveLabel(body, label) {
      await ask('label', (client) => client.gwLeaveLabel(keyOf(body), `l:${label}`), isOne);
    },
  };
}

/** @throws StoreUnavailable for an answer that is none of these */
function readAnswer(answer: unknown): LabelAnswer {
  if (answer === -1) return 'filtered';
  return isOne(answer) ? 'taken' : 'full';
}
