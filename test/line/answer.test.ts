/** A fault in an answer's way costs that delivery at the most: the process goes on, and so do all others. */
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createPublicServer, type PublicParts } from '../../src/http/public.js';
import { Inflater } from '../../src/http/inflater.js';
import { Skimmer } from '../../src/http/skim.js';
import { Uploads } from '../../src/http/uploads.js';
import type { Route } from '../../src/line/route.js';
import { Outcome } from '../../src/model/outcome.js';
import type { Trail } from '../../src/model/trail.js';

const ROUTE = {
  ...{ name: 'a', several: false, destinations: [{ name: 'default' }], relay: 'answer' },
  ...{ maxBodySize: 1024, maxInFlight: 9, inFlight: { count: 0 } },
  allowsClient: () => true,
  rates: {},
  source: { delivers: () => true, handshakeMethods: new Set(), contentEncoding: 'refuse', scheme: {} },
} as unknown as Route;

interface Served {
  readonly url: string;
  readonly faults: unknown[];
  readonly trails: Trail[];
}

async function serve(
  http: string,
  ingest: PublicParts['ingest'],
  onDelivery = (): void => undefined,
): Promise<Served> {
  const faults: unknown[] = [];
  const trails: Trail[] = [];
  const budget = { max: 1024, used: 0 };
  const uploads = new Uploads(
    () => ({ maxBufferedBytes: 1024, maxUploads: 8 }),
    () => 0,
  );
  const server = createPublicServer({
    live: () => ({
      routes: { find: () => ROUTE, nearest: () => undefined },
      ...{ maxInFlight: 9, clientAddress: () => '127.0.0.1', draining: false },
    }),
    ingest,
    reporter: {
      delivery(trail) {
        trails.push(trail);
        onDelivery();
      },
      fault: (error) => faults.push(error),
    },
    ...{
      budget,
      uploads,
      inflater: new Inflater(budget, uploads),
      inFlight: { count: 0 },
      skimmer: new Skimmer(),
    },
    refused: { note: () => undefined },
    frontProxy: () => undefined,
    plain: http === 'plain',
    ...{ now: () => performance.now(), clock: () => Date.now() },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, faults, trails };
}

function post(url: string): Promise<Response> {
  return fetch(url, { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } });
}

describe.each(['plain', 'node'])('server.http: %s', (http) => {
  test('an answer that cannot be written is told as a fault of our own, and the next delivery is answered', async () => {
    const outcomes = [new Outcome('accepted', { status: 1000 }), new Outcome('accepted')];
    const { url, faults, trails } = await serve(http, () =>
      Promise.resolve(outcomes.shift() ?? new Outcome('paused')),
    );
    const first = await post(url);
    expect([first.status, first.headers.get('webhook-gateway-outcome')]).toEqual([503, 'overloaded']);
    expect((await post(url)).status).toBe(200);
    expect(faults).toHaveLength(1);
    expect(trails.map(({ outcome, status }) => [outcome?.code, status])).toEqual([
      ['overloaded', 503],
      ['accepted', 200],
    ]);
    expect(ROUTE.inFlight.count).toBe(0);
  });

  test('a report that fails costs no other delivery', async () => {
    let reports = 0;
    const { url, faults } = await serve(
      http,
      () => Promise.resolve(new Outcome('accepted')),
      () => {
        if (++reports === 1) throw new Error('no report');
      },
    );
    await post(url).catch(() => undefined);
    expect((await post(url)).status).toBe(200);
    expect(faults).toHaveLength(1);
  });
});
