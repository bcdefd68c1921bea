/** `POST /api/routes/:name/translate`: how strictly a pasted delivery is read, what is shown, and that it is no write. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TranslateRefused } from '../../src/operate/translations.js';
import { TOKENS, ask, startApi, type ApiAnswer, type TestApi } from '../helpers/api.js';
import { FakeOperations, routeOf } from '../helpers/operations.js';

const PATH = '/api/routes/leads/translate';
const READER = { Authorization: `Bearer ${TOKENS.reader}` };

let api: TestApi;

beforeAll(async () => {
  api = await startApi(new FakeOperations({ routes: [routeOf('leads')] }));
});
afterAll(() => api.stop());
beforeEach(() => {
  api.operations.calls.length = 0;
  api.wrote.length = 0;
  api.refused.length = 0;
});

function translate(body: unknown, headers: Record<string, string> = READER): Promise<ApiAnswer> {
  return ask(api, 'POST', PATH, body, headers);
}

const PLACE = { destination: 'crm', url: 'http://127.0.0.1:3000/webhooks', method: 'POST' };

describe('what is pasted', () => {
  test('is handed on byte for byte, with what is said beside it', async () => {
    const given = { headers: { 'X-Name': 'Zoë', 'X-B': '1' }, event: 'push', id: 'msg_1' };
    const { status } = await translate({ body: '{"a": 1.0}\n', ...given, destination: 'crm' });
    expect(status).toBe(200);
    expect(api.operations.asked('translate')).toEqual([
      ['leads', { body: Buffer.from('{"a": 1.0}\n'), ...given }, 'crm'],
    ]);
  });

  test('may be empty, or bytes that are no text', async () => {
    await translate({ body: '' });
    await translate({ body: '/wA=', bodyEncoding: 'base64' });
    expect(api.operations.asked('translate')).toEqual([
      ['leads', { body: Buffer.alloc(0), headers: {} }, undefined],
      ['leads', { body: Buffer.from([0xff, 0x00]), headers: {} }, undefined],
    ]);
  });

  test.each([
    ['no body', {}, 'body: '],
    ['a body that is no text', { body: {} }, 'body: '],
    ['half of a character', '{"body":"\\ud800"}', 'body: '],
    ['an encoding of another name', { body: '', bodyEncoding: 'hex' }, 'bodyEncoding: '],
    ['base64 without its end', { body: '/wA', bodyEncoding: 'base64' }, 'body: '],
    ['base64 with blanks', { body: '/w A=', bodyEncoding: 'base64' }, 'body: '],
    ['base64 of two spellings', { body: '/wB=', bodyEncoding: 'base64' }, 'body: '],
    ['headers in a list', { body: '', headers: [['A', '1']] }, 'headers: '],
    ['a header without a name', { body: '', headers: { '': '1' } }, 'headers: '],
    ['a header with a blank in its name', { body: '', headers: { 'X A': '1' } }, 'headers: '],
    ['a header of two lines', { body: '', headers: { A: '1\r\nB: hidden-value' } }, 'headers: '],
    ['a header that is a number', { body: '', headers: { A: 1 } }, 'headers: '],
    ['a header twice', '{"body":"","headers":{"A":"1","A":"2"}}', 'a member is given twice'],
    ['too many headers', { body: '', headers: manyHeaders(101) }, 'headers: '],
    ['an empty event', { body: '', event: '' }, 'event: '],
    ['an event of two lines', { body: '', event: 'a\nb' }, 'event: '],
    ['an id that no message has', { body: '', id: 'a.b' }, 'id: '],
    ['an empty destination', { body: '', destination: '' }, 'destination: '],
    ['a member that nobody knows', { body: '', timestamp: '1' }, 'unknown member'],
  ])('is refused with %s, and told without a value of it', async (_, body, says) => {
    const answer = await translate(body);
    expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_body']);
    expect(answer.body['detail']).toMatch(new RegExp(`^${says}`));
    expect(answer.text).not.toContain('hidden-value');
    expect(api.operations.calls).toEqual([]);
  });

  test('may have as many headers as a delivery', async () => {
    expect((await translate({ body: '', headers: manyHeaders(100) })).status).toBe(200);
  });
});

function manyHeaders(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`X-${i}`, '1']));
}

describe('what is shown', () => {
  test('of a request is its headers and its body, as text where it is text', async () => {
    const { body } = await translate({ body: '{"a":1}' });
    expect(body).toEqual({
      destinations: [
        {
          ...{ ...PLACE, outcome: null, reason: null, says: null, headers: [['X-A', '1']] },
          ...{ body: '{"a":1}', bodyEncoding: 'utf8', changed: false },
        },
      ],
    });
    const bytes = await translate({ body: '/wA=', bodyEncoding: 'base64' });
    expect(bytes.body['destinations']).toMatchObject([{ body: '/wA=', bodyEncoding: 'base64' }]);
  });

  test('of an end is why, and no request', async () => {
    api.operations.translations.push(
      { outcome: 'untranslatable', reason: 'expression_error', says: 'at character 8' },
      { outcome: 'overloaded', reason: undefined, says: undefined },
    );
    const none = { headers: [], body: null, bodyEncoding: null, changed: false };
    expect((await translate({ body: '' })).body['destinations']).toEqual([
      { ...PLACE, outcome: 'untranslatable', reason: 'expression_error', says: 'at character 8', ...none },
    ]);
    expect((await translate({ body: '' })).body['destinations']).toEqual([
      { ...PLACE, outcome: 'overloaded', reason: null, says: null, ...none },
    ]);
  });

  test('of an unknown route or destination is 404', async () => {
    const route = await ask(api, 'POST', '/api/routes/nobody/translate', { body: '' });
    expect([route.status, route.body['code']]).toEqual([404, 'unknown_route']);
    const one = await translate({ body: '', destination: 'nobody' });
    expect(one.body).toMatchObject({
      code: 'unknown_route',
      detail: 'Or it has no destination of this name.',
    });
  });

  test('of too many at once is 429, and of what has no place at the route is 400 in its words', async () => {
    api.operations.errors.push(new TranslateRefused('too_many'));
    const many = await translate({ body: '' });
    expect([many.status, many.body['code'], many.headers.get('retry-after')]).toEqual([
      429,
      'too_many_translations',
      '1',
    ]);
    api.operations.errors.push(new TranslateRefused('unreadable', 'it has no place'));
    expect((await translate({ body: '' })).body).toMatchObject({
      code: 'invalid_body',
      detail: 'it has no place',
    });
  });
});

describe('it is no write', () => {
  test('a reader may ask, a viewer may not, and the audit hears of neither', async () => {
    const viewer = { Authorization: `Bearer ${TOKENS.viewer}` };
    expect((await translate({ body: '' })).status).toBe(200);
    expect((await translate({ body: '' }, viewer)).body).toMatchObject({ code: 'forbidden_role' });
    expect((await translate({ body: '' }, { Authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await translate({ body: 1 })).status).toBe(400);
    expect([api.wrote, api.refused]).toEqual([[], []]);
  });

  test('and no operation that the audit can be asked for', async () => {
    const { status, body } = await ask(api, 'GET', '/api/audit?what=translateBody');
    expect([status, body['parameter']]).toEqual([400, 'what']);
    expect((await ask(api, 'GET', '/api/audit?what=testRoute')).status).toBe(200);
  });
});
