import { describe, expect, it, test } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { createEnvelopeMapper } from '../../src/schemes/payload/envelope.js';
import type { Envelope } from '../../src/schemes/spec.js';

const RECEIVED = Date.UTC(2026, 5, 11, 12, 0, 0, 250);
const seed = (name: string): Envelope => {
  const envelope = schemes[name]?.envelope;
  if (!envelope) throw new Error(`no envelope in scheme ${name}`);
  return envelope;
};

/** The mapped text, or the reason in parentheses, so that both compare as text. */
function map(
  source: Envelope | undefined,
  destination: Envelope,
  body: string | Buffer,
  event?: string,
): string {
  const input = { body: Buffer.from(body), id: 'msg_1', event, receivedAt: RECEIVED };
  const result = createEnvelopeMapper(source, destination)(input);
  return 'reason' in result ? `(${result.reason})` : result.toString('utf8');
}

const standard = seed('standard');
const care = seed('actuallycare');
const example = seed('exampleapi');
const stripe = seed('stripe');

describe('members of the body', () => {
  it('are renamed where they stand, and unknown ones stay as they are', () => {
    expect(map(care, standard, '{"event":"a.b","team_id":"t","timestamp":"2026","data":{}}')).toBe(
      '{"type":"a.b","team_id":"t","timestamp":"2026","data":{}}',
    );
    expect(map(example, standard, '{"x":1,"data":[],"created_at":"2026","type":"a","id":"e"}')).toBe(
      '{"x":1,"data":[],"timestamp":"2026","type":"a","id":"e"}',
    );
  });

  it('keep digits, escapes, blanks and doubled keys inside their values', () => {
    const data = '{ "n" : 9007199254740993.10e0,"z":-0,\n"\\u0061":"\\u00E9\\/\\uD800", "a":1,"a":2 }';
    expect(
      map(care, standard, ` {"event" : "a\\u002Eb" ,\r\n"\\u0078":[ 1 ],"timestamp":"t","data":${data}} `),
    ).toBe(`{"type":"a\\u002Eb","\\u0078":[ 1 ],"timestamp":"t","data":${data}}`);
  });

  it('are recognised by their decoded names', () => {
    expect(map(care, standard, '{"\\u0065vent":"a","timestamp":"t","data":1}')).toBe(
      '{"type":"a","timestamp":"t","data":1}',
    );
  });

  it('may swap their names', () => {
    const swapped: Envelope = { id: 'type', event: 'id', time: 'data', data: 'created_at' };
    expect(map(example, swapped, '{"id":"e","type":"a","created_at":"t","data":{}}')).toBe(
      '{"type":"e","id":"a","data":"t","created_at":{}}',
    );
  });

  it('named __proto__ or constructor are members like any other', () => {
    expect(
      map(care, standard, '{"__proto__":{"x":1},"event":"a","constructor":2,"timestamp":"t","data":0}'),
    ).toBe('{"__proto__":{"x":1},"type":"a","constructor":2,"timestamp":"t","data":0}');
    const proto: Envelope = { event: '__proto__', data: 'constructor' };
    expect(map(proto, standard, '{"__proto__":"a","constructor":{}}', undefined)).toBe(
      '{"timestamp":"2026-06-11T12:00:00.250Z","type":"a","data":{}}',
    );
  });
});

describe('what is missing', () => {
  it('comes first: id, event, time; the data member stays missing', () => {
    expect(map(care, example, '{"x":1}', 'a.b')).toBe(
      '{"id":"msg_1","type":"a.b","created_at":"2026-06-11T12:00:00.250Z","x":1}',
    );
  });

  it('is written in the format of the destination', () => {
    expect(map(care, stripe, '{"event":"a","data":{}}')).toBe(
      '{"id":"msg_1","created":1781179200,"type":"a","data":{}}',
    );
    expect(map(care, { ...stripe, timeFormat: 'ms' }, '{"event":"a"}')).toBe(
      '{"id":"msg_1","created":1781179200250,"type":"a"}',
    );
  });

  it('is not added where the destination has no name for it', () => {
    expect(map(care, { event: 'e', data: 'd' }, '{"event":"a"}')).toBe('{"e":"a"}');
    expect(map(undefined, { event: 'e', data: 'd' }, '1', 'a')).toBe('{"e":"a","d":1}');
  });

  it('is not what is null: its text stays', () => {
    expect(map(example, seed('real-estate'), '{"id":null,"type":"a","created_at":null,"data":null}')).toBe(
      '{"id":null,"type":"a","created":null,"data":null}',
    );
  });

  it('is refused where nobody knows the event', () => {
    expect(map(care, standard, '{"data":{}}')).toBe('(no_event)');
    expect(map(undefined, standard, '{}')).toBe('(no_event)');
  });

  it('takes the event of the header only where the body has none', () => {
    expect(map(care, standard, '{"event":"body","timestamp":"t"}', 'header')).toBe(
      '{"type":"body","timestamp":"t"}',
    );
    expect(map(care, standard, '{"timestamp":"t"}', 'he"ader')).toBe('{"type":"he\\"ader","timestamp":"t"}');
  });
});

describe('a source without an envelope', () => {
  it.each(['{ "a" : 1.0,"a":2 }', '[ ]', '"x"', '1e400', 'null'])('has its whole body %s as data', (text) => {
    expect(map(undefined, standard, ` ${text}\r\n`, 'push')).toBe(
      `{"type":"push","timestamp":"2026-06-11T12:00:00.250Z","data":${text}}`,
    );
  });

  it('gets the message id where the destination has an id', () => {
    expect(map(undefined, stripe, '{"id":7}', 'push')).toBe(
      '{"id":"msg_1","type":"push","created":1781179200,"data":{"id":7}}',
    );
  });
});

describe('id and time that the destination has no name for', () => {
  it('stay under their own names', () => {
    expect(map(example, { event: 'e', data: 'd' }, '{"id":"i","type":"a","created_at":"t","data":0}')).toBe(
      '{"id":"i","e":"a","created_at":"t","d":0}',
    );
  });

  it('are refused on the way back, where an unknown id may be anything', () => {
    const there = map(example, standard, '{"id":"i","type":"a","created_at":"t","data":0}');
    expect(there).toBe('{"id":"i","type":"a","timestamp":"t","data":0}');
    expect(map(standard, example, there)).toBe('(collision)');
  });

  it('are refused where the destination uses their names for something else', () => {
    expect(map(example, { event: 'id', data: 'd' }, '{"id":"i","type":"a"}')).toBe('(collision)');
  });
});

describe('times', () => {
  const moment = (time: string): string => `{"id":"i","type":"a","created_at":${time},"data":0}`;

  test.each([
    ['"2026-06-11T12:00:00Z"', '1781179200'],
    ['"2026-06-11T14:00:00.000+02:00"', '1781179200'],
    ['"2026-06-11T12:00:00\\u005A"', '1781179200'],
  ])('%s is %s in seconds', (iso, seconds) => {
    expect(map(example, stripe, moment(iso))).toBe(`{"id":"i","type":"a","created":${seconds},"data":0}`);
  });

  it('in seconds become iso', () => {
    expect(map(stripe, example, '{"id":"i","type":"a","created":1781179200,"data":0}')).toBe(
      moment('"2026-06-11T12:00:00.000Z"'),
    );
  });

  test.each([
    '"2026-06-11T12:00:00.250Z"',
    '"1999-06-11T12:00:00Z"',
    '"2026-02-30T12:00:00Z"',
    '"1781179200"',
    '1781179200',
    'null',
    '{}',
    '""',
  ])('%s is refused: seconds cannot say exactly that', (time) => {
    expect(map(example, stripe, moment(time))).toBe('(time)');
  });

  test.each(['"1781179200"', '1781179200.0', '1.7811792e9', '1781179200000', 'null'])(
    '%s is refused: it is no time in seconds',
    (time) => {
      expect(map(stripe, example, `{"type":"a","created":${time}}`)).toBe('(time)');
    },
  );

  it('of the same format keep their text, whatever it says', () => {
    expect(map(example, standard, moment('"yesterday"'))).toContain('"timestamp":"yesterday"');
  });
});

describe('what cannot be carried', () => {
  test.each([
    ['a renamed member meets an unknown one', '{"event":"a","type":"b"}', '(collision)'],
    ['an unknown one meets a renamed member', '{"type":"b","event":"a"}', '(collision)'],
    ['the unknown one is written with escapes', '{"event":"a","\\u0074ype":"b"}', '(collision)'],
    ['an added member would meet an unknown one', '{"type":"b"}', '(collision)'],
    ['a top-level name stands twice', '{"event":"a","event":"b"}', '(doubled_key)'],
    ['a top-level name stands twice, once escaped', '{"x":1,"event":"a","\\u0078":2}', '(doubled_key)'],
    ['the event is null', '{"event":null}', '(event_not_text)'],
    ['the event is a number', '{"event":1}', '(event_not_text)'],
    ['the event is an object', '{"event":{"name":"a"}}', '(event_not_text)'],
    ['the top level is a list', '[{"event":"a"}]', '(not_object)'],
    ['the top level is a string', '"event"', '(not_object)'],
    ['the body is cut off', '{"event":"a"', '(not_json)'],
    ['a second document follows', '{"event":"a"}{}', '(not_json)'],
    ['the body is empty', '', '(not_json)'],
    ['a byte order mark comes first', '\u{feff}{"event":"a"}', '(bom)'],
    ['the text is no UTF-8', Buffer.from('{"event":"\xe9"}', 'latin1'), '(not_utf8)'],
  ])('%s', (_what, body, reason) => {
    expect(map(care, standard, body, 'header')).toBe(reason);
  });

  it('an unknown id meets the message id', () => {
    expect(map(standard, example, '{"type":"a","id":"i"}')).toBe('(collision)');
  });

  it('an envelope whose members share a name is refused when the mapper is made', () => {
    expect(() => createEnvelopeMapper(care, { event: 'x', data: 'x' })).toThrow(TypeError);
    expect(() => createEnvelopeMapper({ event: 'x', id: 'x', data: 'y' }, care)).toThrow(/"x"/);
  });
});
