/**
 * Over real HTTP: whoever holds one genuine delivery, which was accepted, gets no other one through. What is altered how
 * is the business of test/schemes/fuzz; a fixed seed and count here, more of both by hand (CONTRIBUTING.md).
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { createLabelReader } from '../../src/schemes/engine/labels.js';
import { size, tell } from '../helpers/larger-runs.js';
import { openRaw } from '../helpers/raw.js';
import type { Received } from '../helpers/upstream.js';
import { altered, alterations, printed } from '../schemes/fuzz/alterations.js';
import { genuine, NOW, subjectOf } from '../schemes/harness.js';
import type { Sent } from '../schemes/writer.js';
import { route, startPair, type Pair } from './setup.js';

const REQUESTS = size('FUZZ_REQUESTS', 60);
const SEED = size('FUZZ_SEED', 11);
const LIMIT = { timeout: 3_600_000 };

const URL_OF_ROUTES = 'https://receiver.example/hooks/in';
/** One of each kind: bytes, forms, lists, tokens, public keys, what signs its URL, and what has unsigned labels. */
const SOURCES = [
  ...['actuallycare', 'svix', 'stripe', 'slack', 'github', 'shopify', 'sinch', 'discord', 'zendesk'],
  ...['twilio', 'mandrill', 'hubspot', 'hubspot-v2', 'messagebird', 'square', 'trello'],
];
/** Registered with a query, where the scheme signs it. */
const WITH_QUERY = ['twilio', 'hubspot-v2', 'messagebird', 'trello'];

const queryOf = (name: string): string => (WITH_QUERY.includes(name) ? '?tenant=a%3Ab&k=v' : '');
const signsUrl = (name: string): boolean => SOURCES.indexOf(name) >= SOURCES.indexOf('twilio');

let pair: Pair;
let requests = 0;

beforeAll(async () => {
  pair = await startPair({
    clock: () => NOW,
    routes: (url) =>
      SOURCES.map((from) =>
        route(`${url}/${from}`, {
          name: from,
          from,
          to: 'standard',
          source: signsUrl(from) ? { publicUrl: URL_OF_ROUTES + queryOf(from) } : {},
        }),
      ),
  });
});

afterAll(async () => {
  tell('altered requests over HTTP', { requests, forwarded: pair.up.received.length, seed: SEED });
  await pair.stop();
});

interface Heard {
  readonly status: number;
  readonly outcome: string;
}

async function send(name: string, { method, url, headers, body }: Sent): Promise<Heard> {
  requests++;
  const client = await openRaw(pair.gw.gateway.publicPort);
  const lines = [
    `${method} ${url.replace(URL_OF_ROUTES, `/${name}`)} HTTP/1.1`,
    'Host: x',
    'Connection: close',
  ];
  headers.forEach((text, i) => {
    if (i % 2 === 0) lines.push(`${text}: ${(headers[i + 1] ?? '').replace(/[\r\n]/g, ' ')}`);
  });
  lines.push(`Content-Length: ${body.length}`, '', '');
  client.write(Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), body]));
  await client.ended();
  const text = client.text();
  client.destroy();
  const [, status = ''] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
  const [, outcome = ''] = /\r\nwebhook-gateway-outcome: (\w+)/i.exec(text) ?? [];
  return { status: Number(status), outcome };
}

/** What the gateway itself writes anew for each message, or for each connection. */
const OWN =
  /^(?:webhook-(?:id|timestamp|signature)|webhook-gateway-.*|traceparent|host|connection|content-(?:length|type))$/;

/** @throws where the receiver got something that is neither what was signed nor named as unsigned */
function compare(received: Received, first: Received): void {
  expect(received.body).toEqual(first.body);
  const unsigned = String(received.headers['webhook-gateway-unsigned-headers']).toLowerCase().split(', ');
  const names = new Set([...Object.keys(received.headers), ...Object.keys(first.headers)]);
  for (const name of names) {
    if (OWN.test(name) || received.headers[name] === first.headers[name]) continue;
    expect(received.headers[name] === undefined ? unsigned.concat(name) : unsigned).toContain(name);
  }
}

describe('one accepted delivery, altered', LIMIT, () => {
  test.each(SOURCES)('%s: nothing else goes on', async (name) => {
    const subject = subjectOf(name);
    const sent = genuine(subject, { url: URL_OF_ROUTES + queryOf(name) });
    const got = (): readonly Received[] => pair.up.received.filter(({ path }) => path === `/${name}`);
    expect(await send(name, sent)).toMatchObject({ outcome: 'accepted' });
    const scheme = schemes[name];
    const hasLabels = scheme && createLabelReader(scheme, false) !== undefined;

    await fc.assert(
      fc.asyncProperty(alterations, async (steps) => {
        const request = altered(sent, subject, steps);
        const { status, outcome } = await send(name, request);
        const what = `${status} ${outcome}\n${printed(request)}`;
        expect(status, what).toBeGreaterThanOrEqual(200);
        expect(status, what).not.toBe(500);
        if (!hasLabels) expect(outcome, what).not.toBe('accepted');
      }),
      { numRuns: REQUESTS, seed: SEED },
    );

    const [first, ...others] = got();
    expect(others.length).toBeLessThan(hasLabels ? 8 : 1);
    for (const other of others) if (first) compare(other, first);
    // Whatever came between, the genuine one is still known.
    expect(await send(name, sent)).toMatchObject({ outcome: 'duplicate' });
  });
});
