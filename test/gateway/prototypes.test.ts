/** Why and how much: docs/architecture.md. Were this lost, nothing but the load on the machine would tell. */
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createPublicServer } from '../../src/http/public.js';
import { Inflater } from '../../src/http/inflater.js';
import { Skimmer } from '../../src/http/skim.js';
import { Uploads } from '../../src/http/uploads.js';
import { post } from '../helpers/gateway.js';

interface Seen {
  readonly object: object;
  readonly before: unknown;
}

test('requests and responses are born with the prototypes Express gives them, so that it changes none', async () => {
  const budget = { max: 1, used: 0 };
  const uploads = new Uploads(
    () => ({ maxBufferedBytes: 1024, maxUploads: 8 }),
    () => 0,
  );
  const server = createPublicServer({
    live: () => ({
      routes: { find: () => undefined, nearest: () => undefined },
      maxInFlight: 1,
      clientAddress: () => '',
      draining: false,
    }),
    ingest: () => Promise.reject(new Error('no route')),
    reporter: { delivery: () => undefined, fault: () => undefined },
    budget,
    uploads,
    inflater: new Inflater(budget, uploads),
    skimmer: new Skimmer(),
    refused: { note: () => undefined },
    frontProxy: () => undefined,
    inFlight: { count: 0 },
    plain: false,
    now: () => 0,
    clock: () => 0,
  });
  const seen: Seen[] = [];
  server.prependListener('request', (...both) => {
    for (const object of both) seen.push({ object, before: Object.getPrototypeOf(object) as unknown });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });

  const setPrototype = vi.spyOn(Object, 'setPrototypeOf');
  const { port } = server.address() as AddressInfo;
  expect((await post(`http://127.0.0.1:${port}/`, 'x')).outcome).toBe('not_found');
  const calls = setPrototype.mock.calls.filter(([object]) => seen.some((one) => one.object === object));
  setPrototype.mockRestore();

  expect(seen.length).toBe(2);
  // Express does ask for it: the guard is still needed, and it still holds.
  expect(calls.length).toBe(2);
  for (const { object, before } of seen) {
    expect(Object.getPrototypeOf(object)).toBe(before);
    expect(calls.find(([asked]) => asked === object)?.[1]).toBe(before);
  }
  const [request, response] = seen as [Seen, Seen];
  expect(request.object).toHaveProperty('app');
  expect(response.object).toHaveProperty('locals');
});
