import fc from 'fast-check';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../../../src/observe/catalogue.js';
import { createInstruments, type Instruments } from '../../../src/observe/instruments.js';

const { deliveries, lastReceived, receiverDuration, detached } = CATALOGUE;

/** The same four, as prom-client makes them. */
function theirs(registry: Registry) {
  const registers = [registry];
  return {
    deliveries: new Counter({ ...deliveries, labelNames: deliveries.labels, registers }),
    lastReceived: new Gauge({ ...lastReceived, labelNames: lastReceived.labels, registers }),
    receiverDuration: new Histogram({
      ...{ ...receiverDuration, buckets: [...receiverDuration.buckets] },
      ...{ labelNames: receiverDuration.labels, registers },
    }),
    detached: new Gauge({ ...detached, registers }),
  };
}

/** One event, told to both. */
type Event = (ours: Instruments, other: ReturnType<typeof theirs>) => void;

/** As operators name things, and as they should not. */
const label = fc.oneof(fc.constantFrom('a', 'b', '', '10', 'é', 'a"b', 'a\\n', 'a\nb'), fc.string());
const number = fc.oneof(
  fc.constantFrom(0, ...receiverDuration.buckets),
  fc.double({ min: -1, max: 100, noNaN: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.tuple(label, label, fc.nat()).map(([route, outcome, by]): Event => (ours, other) => {
    ours.deliveries.at(route, outcome).inc(by);
    other.deliveries.inc({ route, outcome }, by);
  }),
  fc.tuple(label, label).map(([route, outcome]): Event => (ours, other) => {
    ours.deliveries.remove(route, outcome);
    other.deliveries.remove({ route, outcome });
  }),
  fc.tuple(label, number).map(([route, value]): Event => (ours, other) => {
    ours.lastReceived.at(route).set(value);
    other.lastReceived.set({ route }, value);
  }),
  fc
    .tuple(label, fc.constantFrom('crm', 'mail'), fc.constantFrom('2xx', 'none'), fc.array(number))
    .map(([route, destination, status, values]): Event => (ours, other) => {
      for (const value of values) {
        ours.receiverDuration.at(route, destination, status).observe(value);
        other.receiverDuration.observe({ route, destination, status }, value);
      }
    }),
  fc.tuple(label, label).map(([route, status]): Event => (ours, other) => {
    ours.receiverDuration.remove(route, 'crm', status);
    other.receiverDuration.remove({ route, destination: 'crm', status });
  }),
  fc.boolean().map((isThere): Event => (ours, other) => {
    if (isThere) ours.detached.at().set(3);
    else ours.detached.remove();
    if (isThere) other.detached.set(3);
    else other.detached.remove();
  }),
);

test("whatever is counted, a scrape is prom-client's own to the letter", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (events) => {
      const [mine, other] = [new Registry(), new Registry()];
      const [ours, reference] = [createInstruments(mine), theirs(other)];
      for (const tell of events) tell(ours, reference);
      for (const { name } of [deliveries, lastReceived, receiverDuration, detached]) {
        expect(await mine.getSingleMetricAsString(name)).toBe(await other.getSingleMetricAsString(name));
      }
    }),
    { numRuns: 200 },
  );
});

test('what is not to be kept is gone, and begins again at nothing', async () => {
  const registry = new Registry();
  const { claims } = createInstruments(registry);
  claims.at('leads', 'new').inc(2);
  claims.at('orders', 'new').inc(3);
  claims.retain(({ route }) => route === 'orders');
  claims.at('leads', 'new').inc();
  const text = await registry.getSingleMetricAsString(CATALOGUE.claims.name);
  expect(text.split('\n').slice(2)).toEqual([
    'webhook_gateway_claims_total{route="orders",result="new"} 3',
    'webhook_gateway_claims_total{route="leads",result="new"} 1',
  ]);
});
