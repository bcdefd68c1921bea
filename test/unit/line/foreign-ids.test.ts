/** What asking for another route's ids costs, and what becomes of it while the store is out. */
import { expect, test } from 'vitest';
import { createForeignId } from '../../../src/line/claim/foreign-ids.js';
import { StoreUnavailable, type RecordState } from '../../../src/line/claim/claim-store.js';
import { messageIdOf, recordKeyOf } from '../../../src/model/ids.js';

const ROUTES = ['a', 'b', 'c'].map((name) => ({ name, schemeName: 'actuallycare' }));
const MADE = messageIdOf('b', 'body:1');

function foreignId(look: (key: string) => Promise<RecordState>) {
  const asked: string[] = [];
  const ask = createForeignId({ look: (key) => (asked.push(key), look(key)) }, () => ROUTES);
  return { asked, ask };
}

const absent = () => Promise.resolve<RecordState>({ state: 'absent' });

test.each([
  'msg_1',
  'evt_1',
  MADE.slice(0, -1),
  `${MADE}0`,
  MADE.replace('msg_', 'evt_'),
  `${MADE.slice(0, -1)}-`,
])('nothing is asked about an ordinary id: %s', async (id) => {
  const { asked, ask } = foreignId(absent);
  expect(await ask('a', id, 'refuse')).toBeUndefined();
  expect(asked).toEqual([]);
});

test('an id of our form is asked about under the other routes alone', async () => {
  const { asked, ask } = foreignId(absent);
  expect(await ask('a', MADE, 'refuse')).toBeUndefined();
  expect(asked).toEqual(['b', 'c'].map((name) => recordKeyOf(name, 'actuallycare', MADE)));
});

test.each(['queued', 'done', 'dead'] as const)(
  'a record that is %s makes it another route’s',
  async (state) => {
    const of = recordKeyOf('b', 'actuallycare', MADE);
    const { ask } = foreignId((key) => Promise.resolve({ state: key === of ? state : 'absent' }));
    expect(await ask('a', MADE, 'refuse')).toMatchObject({ code: 'malformed', reason: 'foreign_id' });
    expect(await ask('b', MADE, 'refuse')).toBeUndefined();
  },
);

test('while the store is out the route says what becomes of it', async () => {
  const { ask } = foreignId(() => Promise.reject(new StoreUnavailable('timeout')));
  expect(await ask('a', MADE, 'refuse')).toMatchObject({ code: 'store_unavailable', reason: 'timeout' });
  expect(await ask('a', MADE, 'forward')).toBeUndefined();
});
