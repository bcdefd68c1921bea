/** Standard Webhooks' headers, in both families: what no genuine source sends is refused before store and receiver. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { post, type Answer } from '../helpers/gateway.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { route, startPair, type Pair } from './setup.js';

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({
    routes: (url) => [
      route(url, { name: 'svix', from: 'svix', to: 'actuallycare' }),
      route(url, { name: 'standard', from: 'standard', to: 'actuallycare' }),
    ],
  });
});

afterAll(() => pair.stop());

const BODY = '{"type":"lead.created","data":{"n":1.0}}';

/** Neither the receiver nor the store hears of it. */
async function expectRefused(send: () => Promise<Answer>, codes: readonly string[]): Promise<void> {
  const seen = async () => [
    pair.up.received.length,
    await pair.gw.metric('webhook_gateway_store_duration_seconds_count'),
  ];
  const before = await seen();
  const answer = await send();
  expect(codes).toContain(answer.outcome);
  expect(answer.status).toBe(answer.outcome === 'malformed' ? 400 : 401);
  expect(answer.id).toBeUndefined();
  expect(await seen()).toEqual(before);
}

describe.each(['svix', 'standard'])('a family of headers (%s)', (scheme) => {
  const prefix = scheme === 'svix' ? 'svix' : 'webhook';
  const other = scheme === 'svix' ? 'webhook' : 'svix';
  const good = (id = 'msg_1', at = Date.now()) => signHeaders(scheme, secretFor(scheme), BODY, { id, at });
  const send = (headers: Record<string, string | string[]>) =>
    post(`${pair.gw.url}/${scheme}`, BODY, headers);

  test.each(['a.b', 'a,b', 'a b', 'a\tb', 'x'.repeat(257), '\u00e9', '.', ','])(
    'an id that nobody may use is malformed, signed or not: %j',
    async (id) => {
      await expectRefused(() => send(good(id)), ['malformed']);
    },
  );

  test('an id of 256 characters passes', async () => {
    expect((await send(good('x'.repeat(256)))).outcome).toBe('accepted');
  });

  test.each(['id', 'timestamp', 'signature'])(
    'without %s it is unsigned; with two it is malformed',
    async (part) => {
      const name = `${prefix}-${part}`;
      const { [name]: value = '', ...rest } = good();
      await expectRefused(() => send(rest), ['missing_signature']);
      await expectRefused(() => send({ ...rest, [name]: '' }), ['missing_signature']);
      await expectRefused(() => send({ ...rest, [name]: [value, value] }), ['malformed']);
    },
  );

  test.each(['id', 'timestamp', 'signature'])(
    'the other family beside it must say the same: %s',
    async (part) => {
      const own = good(`msg_twin_${part}`);
      await expectRefused(
        () => send({ ...own, [`${other}-${part}`]: part === 'timestamp' ? '1' : 'v1,x' }),
        ['malformed'],
      );
      const same = own[`${prefix}-${part}`] ?? '';
      await expectRefused(() => send({ ...own, [`${other}-${part}`]: [same, same] }), ['malformed']);
      expect((await send({ ...own, [`${other}-${part}`]: same })).outcome).toBe('accepted');
    },
  );

  test('half of one family and half of the other is unsigned', async () => {
    const { [`${prefix}-timestamp`]: time = '', ...rest } = good();
    await expectRefused(() => send({ ...rest, [`${other}-timestamp`]: time }), ['missing_signature']);
  });

  test.each([
    '123abc',
    '123.9',
    '1e9',
    '-1',
    '+1',
    '',
    ' ',
    '0x10',
    '99999999999999999999',
    '2026-01-01T00:00:00Z',
  ])('a time that is none: %j', async (time) => {
    await expectRefused(
      () => send({ ...good(), [`${prefix}-timestamp`]: time }),
      ['malformed', 'missing_signature'],
    );
  });

  test.each([
    ['no entry of a known version', 'v2,AAAA', 'invalid_signature'],
    ['the version alone', 'v1,', 'invalid_signature'],
    ['commas', ',,,', 'invalid_signature'],
    ['more entries than any rotation has', Array(40).fill('v1,AAAA').join(' '), 'malformed'],
    ['bad base64', 'v1,!!!!', 'invalid_signature'],
    ['the public-key version under a shared secret', `v1a,${'A'.repeat(86)}==`, 'invalid_signature'],
  ])('signatures that are none: %s', async (_, value, code) => {
    await expectRefused(() => send({ ...good(), [`${prefix}-signature`]: value }), [code]);
  });

  test.each([-301_000, 301_000, -86_400_000, 86_400_000])(
    'a signed time %i ms from now is stale',
    async (shift) => {
      await expectRefused(() => send(good('msg_1', Date.now() + shift)), ['stale']);
    },
  );

  test('another id or time under the same signature', async () => {
    const own = good();
    await expectRefused(() => send({ ...own, [`${prefix}-id`]: 'msg_2' }), ['invalid_signature']);
    const later = String(Number(own[`${prefix}-timestamp`]) + 1);
    await expectRefused(() => send({ ...own, [`${prefix}-timestamp`]: later }), ['invalid_signature']);
  });
});
