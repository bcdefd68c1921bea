/** Properties: whatever is changed about a genuine delivery, nothing is forwarded, stored, or taken for a fault of ours. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRaw, type RawAnswer } from '../helpers/raw.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { deliver, route, startPair, type Pair } from './setup.js';

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({
    routes: (url) => [route(url), route(url, { name: 'svix', from: 'svix', to: 'actuallycare' })],
  });
});

afterAll(async () => {
  expect((await deliver(pair.gw)).outcome).toBe('accepted');
  expect(pair.up.received.length).toBe(1);
  await pair.stop();
});

const RUNS = { numRuns: 300 };
const BODY = Buffer.from('{"event":"lead.created","data":{"name":"Zoë","n":1.0}}');

type Headers = Readonly<Record<string, string>>;

function signed(scheme: string): Headers {
  return signHeaders(scheme, secretFor(scheme), BODY);
}

async function sendRaw(scheme: string, headers: Headers, body: Buffer): Promise<RawAnswer | undefined> {
  const client = await openRaw(pair.gw.gateway.publicPort);
  const path = scheme === 'actuallycare' ? '/a' : '/svix';
  const lines = Object.entries({ Host: 'x', Connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  client.write(
    Buffer.concat([
      Buffer.from(
        `POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\nContent-Length: ${body.length}\r\n\r\n`,
        'latin1',
      ),
      body,
    ]),
  );
  const answers = await client.ended();
  client.destroy();
  return answers.at(-1);
}

async function expectRefused(scheme: string, headers: Headers, body: Buffer): Promise<void> {
  const answer = await sendRaw(scheme, headers, body);
  expect([400, 401, 413, 415, 431, 501]).toContain(answer?.status);
  expect(pair.up.received.length).toBe(0);
  expect(await pair.gw.metric('webhook_gateway_store_duration_seconds_count')).toBe(0);
}

const scheme = fc.constantFrom('actuallycare', 'svix');

test('a byte of the body changed, put in or taken out', async () => {
  const change = fc.record({
    scheme,
    at: fc.nat(BODY.length - 1),
    remove: fc.integer({ min: 0, max: 3 }),
    insert: fc.uint8Array({ maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ scheme, at, remove, insert }) => {
      const body = Buffer.concat([BODY.subarray(0, at), insert, BODY.subarray(at + remove)]);
      fc.pre(!body.equals(BODY));
      await expectRefused(scheme, signed(scheme), body);
    }),
    RUNS,
  );
});

/** Each of a scheme's signed headers. */
const signedHeader = fc.constantFrom(
  ['actuallycare', 'X-Webhook-Signature'],
  ['svix', 'svix-id'],
  ['svix', 'svix-timestamp'],
  ['svix', 'svix-signature'],
);

/** What a header value can hold on the wire. */
const headerText = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter((c) => c !== 0x7f)
    .map((c) => String.fromCharCode(c)),
  maxLength: 80,
});

/** Another way to write the same digest is no forgery: hex in capitals, the optional prefix left out, blanks around. */
function saysTheSame(name: string, a: string, b: string): boolean {
  if (name === 'X-Webhook-Signature') return plainHex(a) === plainHex(b);
  if (name === 'svix-signature') return a.split(' ').some((entry) => entry.trim() === b);
  return a.trim() === b;
}

function plainHex(text: string): string {
  return text
    .trim()
    .replace(/^sha256=/, '')
    .toLowerCase();
}

test('a signed header with characters changed', async () => {
  const change = fc.record({
    header: signedHeader,
    at: fc.nat(60),
    remove: fc.nat(3),
    insert: headerText.map((text) => text.slice(0, 3)),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ header: [scheme = '', name = ''], at, remove, insert }) => {
      const headers = signed(scheme);
      const value = headers[name] ?? '';
      const changed = value.slice(0, at) + insert + value.slice(at + remove);
      fc.pre(!saysTheSame(name, changed, value));
      await expectRefused(scheme, { ...headers, [name]: changed }, BODY);
    }),
    RUNS,
  );
});

test('a signed header with any text in its place', async () => {
  await fc.assert(
    fc.asyncProperty(signedHeader, headerText, async ([scheme = '', name = ''], text) => {
      await expectRefused(scheme, { ...signed(scheme), [name]: text }, BODY);
    }),
    RUNS,
  );
});

test('a signed header left out, or under another name', async () => {
  const rename = fc.constantFrom('', '_', 'x-', 'X');
  await fc.assert(
    fc.asyncProperty(signedHeader, rename, async ([scheme = '', name = ''], prefix) => {
      const { [name]: value = '', ...rest } = signed(scheme);
      await expectRefused(scheme, prefix === '' ? rest : { ...rest, [prefix + name]: value }, BODY);
    }),
    { numRuns: 60 },
  );
});

test('a whole delivery that was never signed, whatever it says about itself', async () => {
  const names = fc.constantFrom(
    'X-Webhook-Signature',
    'svix-id',
    'svix-timestamp',
    'svix-signature',
    'webhook-id',
    'webhook-signature',
    'Content-Type',
    'Authorization',
    'X-Webhook-Event',
    'X-Webhook-Timestamp',
    'Content-Encoding',
    'X-Forwarded-For',
  );
  await fc.assert(
    fc.asyncProperty(
      scheme,
      fc.dictionary(names, headerText),
      fc.uint8Array({ maxLength: 200 }),
      async (scheme, headers, body) => {
        await expectRefused(scheme, headers, Buffer.from(body));
      },
    ),
    RUNS,
  );
});
