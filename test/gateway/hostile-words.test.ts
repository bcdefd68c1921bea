/** Names that others choose: each delivery is one line of valid JSON, and no name becomes a series. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REFUSAL_REASONS } from '../../src/line/refused/refused-note.js';
import { post } from '../helpers/gateway.js';
import { exchange, requestText } from '../helpers/raw.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { deliver, freshBody, route, startPair, type Pair } from './setup.js';

let pair: Pair;
let seriesAtStart: Set<string>;

async function series(): Promise<Set<string>> {
  const names = (await pair.gw.metrics.scrape()).matchAll(/^(webhook_gateway_\w+(?:\{[^ ]*\})?) /gm);
  return new Set([...names].map(([, name = '']) => name));
}

beforeAll(async () => {
  pair = await startPair({
    routes: (url) => [
      route(url),
      route(url, { name: 'gh', from: 'github' }),
      route(url, { name: 'svix', from: 'svix' }),
    ],
  });
  // Histograms are there from first use.
  // The tenth tells of the address that they all come from.
  for (let i = 0; i < 10; i++) await deliver(pair.gw);
  await deliver(pair.gw, { route: 'svix', from: 'svix' });
  await github('push');
  await github('no name of the providers');
  await post(`${pair.gw.url}/a`, 'x');
  await post(`${pair.gw.url}/nowhere`, 'x');
  seriesAtStart = await series();
});

afterAll(() => pair.stop());

function github(event: string): Promise<unknown> {
  const body = freshBody();
  // Signed without the event, which is not signed anyway.
  const headers = signHeaders('github', secretFor('github'), body);
  return post(`${pair.gw.url}/gh`, body, { ...headers, 'X-GitHub-Event': event });
}

const HOSTILE = [
  'a\u001b[31mred',
  'a"b\\c',
  'a\u2028b\u2029c',
  'a\r\nX-Injected: 1',
  '\u202eevil',
  'a\u0000b',
  '\ud800',
  '{"level":"fatal"}',
  '${jndi:ldap://x}',
  "'; DROP TABLE x; --",
  '__proto__',
  'x'.repeat(10_000),
  'a b',
  '\ufeff',
  '=cmd()',
  'lead.created{route="x"}',
];

/** What a terminal, a line splitter or an encoder would not take as plain text. */
const UNPLAIN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\ufeff]|\p{Cs}/u;

async function expectOneLine(send: () => Promise<unknown>): Promise<Record<string, unknown> | undefined> {
  const before = pair.gw.rawLog();
  await send();
  const written = pair.gw.rawLog().slice(before.length);
  expect(written.endsWith('\n')).toBe(true);
  expect(written.split('\n').length).toBe(2);
  expect(written).not.toMatch(UNPLAIN);
  expect(written.length).toBeLessThan(2_000);
  return JSON.parse(written) as Record<string, unknown>;
}

describe('an event name from a signed body', () => {
  test.each(HOSTILE)('%j', async (event) => {
    const body = JSON.stringify({ event, n: freshBody() });
    const line = await expectOneLine(() => deliver(pair.gw, { body }));
    expect(line).toMatchObject({ outcome: 'accepted', route: 'a' });
    // Only what fits a header is an event's name.
    const sent = pair.up.received.at(-1)?.headers['webhook-gateway-event'];
    expect(sent).toBe(line?.['event']);
    expect(sent ?? 'none').toMatch(/^[\x20-\x7e]{1,256}$/);
  });
});

test.each(HOSTILE.filter((text) => /^[\x20-\x7e]*$/.test(text)))(
  'an event name from an unsigned header that is none of the provider’s: %j',
  async (event) => {
    const line = await expectOneLine(() => github(event));
    expect(line).toMatchObject({ outcome: 'malformed', reason: 'unreadable_event', route: 'gh' });
  },
);

test('an id that came signed', async () => {
  const id = `{"x":1}\\"'${'y'.repeat(200)}`;
  const line = await expectOneLine(() => deliver(pair.gw, { route: 'svix', from: 'svix', id }));
  expect(line).toMatchObject({ outcome: 'accepted', messageId: id });
});

test('headers and paths', async () => {
  const odd = ['User-Agent: \x9b31m', 'X-\u00e9: b', 'Referer: ${jndi:x}', 'X-Forwarded-For: "><script>'];
  for (const lines of [odd, ['X-Webhook-Signature: \x85\xff']]) {
    await expectOneLine(() =>
      exchange(
        pair.gw.gateway.publicPort,
        requestText('/a', ['Host: \xff', 'Content-Length: 1', ...lines], 'x'),
      ),
    );
  }
  for (const path of [
    '/\x1b',
    '/<script>',
    '/"',
    `/${'z'.repeat(5_000)}`,
    '/a%0d%0a',
    '/__proto__',
    '/{route="x"}',
  ]) {
    await expectOneLine(() =>
      exchange(pair.gw.gateway.publicPort, requestText(path, ['Host: x', 'Content-Length: 0'])),
    );
  }
});

test('paths that no route has share `_unmatched`, and are in no series', async () => {
  const count = () =>
    pair.gw.metric('webhook_gateway_deliveries_total', { route: '_unmatched', outcome: 'not_found' });
  const before = await count();
  await Promise.all(Array.from({ length: 100 }, (_, i) => post(`${pair.gw.url}/made-up-${i}`, 'x')));
  expect(await count()).toBe(before + 100);
  expect([...(await series())].filter((name) => name.includes('made-up'))).toEqual([]);
});

test('after all of this there is no series that was not there before', async () => {
  const added = [...(await series())].filter((name) => !seriesAtStart.has(name));
  // Those of refusals are there from the first refusal of their kind on, and the kinds are a closed list.
  const reasons = REFUSAL_REASONS.map(
    (reason) => `webhook_gateway_refused_total{route="_unmatched",reason="${reason}"}`,
  );
  expect(added.filter((name) => !reasons.includes(name))).toEqual([]);
});
