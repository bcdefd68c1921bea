/** Secrets are planted everywhere one can stand; then everything that goes out is searched for them. */
import { describe, expect, test } from 'vitest';
import { post, startTestGateway, type Answer } from '../helpers/gateway.js';
import { exchange, requestText } from '../helpers/raw.js';
import { freePort } from '../helpers/servers.js';
import { signHeaders } from '../helpers/sign.js';
import { configText, freshBody, pairForTest, route } from './setup.js';

const CANARY = {
  source: 'canary-source-0123456789abcdefgh',
  second: 'canary-second-0123456789abcdefgh',
  header: 'Bearer canary-header-0123456789',
  query: 'canary-query-0123456789',
  admin: 'canary-admin-0123456789abcdefghij',
  redis: 'canary-redis-0123456789',
  outside: 'canary-outside-0123456789',
  body: 'canary-body-0123456789',
};
const RECEIVER = Buffer.from('canary-receiver-0123456789abcdef').toString('base64');

/** A secret as text, and as what it decodes to or could be written as. */
const FORBIDDEN = [
  ...Object.values(CANARY),
  RECEIVER,
  'canary-receiver',
  Buffer.from(CANARY.source).toString('base64'),
  Buffer.from(CANARY.source).toString('hex'),
];

function findIn(text: string): string[] {
  return FORBIDDEN.filter((secret) => text.includes(secret));
}

test('no secret, signature or body is in log, metrics or answers, whatever happens', async () => {
  const closed = await freePort();
  const { gw } = await pairForTest({
    level: 'debug',
    env: {
      SRC: CANARY.source,
      SECOND: CANARY.second,
      HDR: CANARY.header,
      RCV: `whsec_${RECEIVER}`,
      ADM: CANARY.admin,
    },
    reply: { status: 500, body: 'said' },
    top: { admin: { host: '127.0.0.1', port: 0, token: { env: 'ADM' } } },
    routes: (url) => {
      const source = { secrets: [{ env: 'SRC' }, { env: 'SECOND' }] };
      const destination = { secrets: [{ env: 'RCV' }], headers: { Authorization: { env: 'HDR' } } };
      return [
        route(`${url}/?token=${CANARY.query}`, { source, destination }),
        route(`http://127.0.0.1:${closed}/?token=${CANARY.query}`, { name: 'gone', source, destination }),
      ];
    },
  });
  const answers: Answer[] = [];
  const extra = { Authorization: CANARY.outside, Cookie: `s=${CANARY.outside}`, 'X-Api-Key': CANARY.outside };
  for (const name of ['a', 'gone', 'nowhere']) {
    const body = JSON.stringify({ event: 'x', note: CANARY.body, n: freshBody() });
    const good = { ...signHeaders('actuallycare', CANARY.source, body), ...extra };
    const url = `${gw.url}/${name}?key=${CANARY.outside}`;
    answers.push(await post(url, body, good));
    answers.push(await post(url, body, { ...good, 'X-Webhook-Signature': CANARY.source }));
    answers.push(await post(url, `${body} `, good));
    answers.push(await post(url, body, extra));
    answers.push(await post(url, body, good, 'PUT'));
    answers.push(await post(url, body, { ...good, 'Content-Encoding': CANARY.outside }));
  }
  expect(new Set(answers.map(({ outcome }) => outcome)).size).toBeGreaterThanOrEqual(6);
  await exchange(gw.gateway.publicPort, requestText('/a', ['Host: x', `X-A: ${CANARY.outside}\0`]));

  const metrics = await (await fetch(`${gw.adminUrl}/metrics`)).text();
  const told = answers.map(({ headers, body }) => JSON.stringify(headers) + body.toString()).join('\n');
  expect(gw.lines().length).toBeGreaterThan(10);
  for (const [where, text] of Object.entries({ log: gw.rawLog(), metrics, answers: told })) {
    expect([where, findIn(text)]).toEqual([where, []]);
    // Nor any digest: 64 hexadecimal characters in a row are one.
    expect([where, /[0-9a-f]{64}|v1,[A-Za-z0-9+/]{20}/i.exec(text)]).toEqual([where, null]);
  }
});

describe('a fault of our own', () => {
  test('is told as one that passes, without a word about what it was; the log has it without secrets', async () => {
    // The clock breaks between receipt and signing.
    let readings = Number.NEGATIVE_INFINITY;
    const { gw } = await pairForTest({
      level: 'debug',
      clock: () => {
        if (++readings === 2) throw new Error('the clock stopped');
        return Date.now();
      },
      env: { SRC: CANARY.source, SECOND: CANARY.second },
      routes: (url) => [
        route(url, {
          to: 'actuallycare',
          source: { secrets: [{ env: 'SRC' }] },
          destination: { secrets: [{ env: 'SECOND' }] },
        }),
      ],
    });
    const body = JSON.stringify({ event: 'x', note: CANARY.body });
    readings = 0;
    const answer = await post(`${gw.url}/a`, body, signHeaders('actuallycare', CANARY.source, body));
    expect(answer).toMatchObject({ status: 503, outcome: 'overloaded' });
    expect(answer.body.toString()).not.toMatch(/internal|stack|Error|node:|\/src\//);
    expect(gw.rawLog()).toMatch(/"msg":"fault"/);
    expect(findIn(gw.rawLog() + answer.body.toString())).toEqual([]);
  });

  test('at the start: a store address with a password is not repeated', async () => {
    const text = configText([route('http://127.0.0.1:1')], {
      store: { url: `redis://:${CANARY.redis}@[bad:1/` },
    });
    const error: unknown = await startTestGateway(text).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(findIn((error as Error).message)).toEqual([]);
  });

  test('while it runs: a lost store is logged without its password', async () => {
    const closed = await freePort();
    const gw = await startTestGateway(
      configText([route('http://127.0.0.1:1')], {
        store: { url: `redis://user:${CANARY.redis}@127.0.0.1:${closed}` },
      }),
      { level: 'debug' },
    );
    await post(`${gw.url}/a`, '{}', signHeaders('actuallycare', 'a'.repeat(32), '{}'));
    expect(gw.rawLog()).toMatch(/store_unavailable/);
    expect(findIn(gw.rawLog() + (await gw.metrics.scrape()))).toEqual([]);
    await gw.stop();
  });
});
