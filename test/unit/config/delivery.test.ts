import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Loaded, QueueConfig } from '../../../src/config/config.js';
import { redactConfig } from '../../../src/config/redact.js';
import { toYaml } from '../../../src/config/read/yaml.js';
import { schemes } from '../../../src/schemes/catalogue/index.js';
import { parseDuration } from '../../../src/model/units.js';
import { ENV, changed, faultLines, firstRoute, good, load, warningLines, type Route } from './helpers.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MODES = ['queued', 'spill'] as const;

type Members = Record<string, unknown>;

/** The usual route with a `delivery`, and what else a test changes. */
function delivering(delivery: unknown, change: (route: Route, config: Members) => void = () => {}): Loaded {
  return changed((config, route) => {
    route['delivery'] = delivery;
    change(route, config);
  });
}

function queueOf(loaded: Loaded): QueueConfig {
  const { delivery } = firstRoute(loaded).destinations[0];
  if (delivery.mode === 'direct') throw new Error('direct');
  return delivery;
}

function pasted(loaded: Loaded): Loaded {
  return load(toYaml(redactConfig(good(loaded))));
}

describe('delivery', () => {
  it.each(MODES)('%s needs no more than its name; everything else has its default', (mode) => {
    expect(queueOf(delivering({ mode }))).toEqual({
      mode,
      schedule: [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR],
      scheduleName: 'svix',
      concurrency: 16,
      rate: undefined,
      order: 'none',
      maxAge: 7 * DAY,
      keepBodies: DAY,
      keepDead: 30 * DAY,
    });
  });

  it('every key has its place', () => {
    const delivery = {
      mode: 'queued',
      schedule: ['0s', '1500ms', '1m', '40d'],
      concurrency: 3,
      rate: '600/m',
      order: 'none',
      maxAge: '50d',
      keepBodies: '1h',
      keepDead: '366d',
    };
    expect(queueOf(delivering(delivery))).toEqual({
      mode: 'queued',
      schedule: [0, 1_500, MINUTE, 40 * DAY],
      scheduleName: undefined,
      concurrency: 3,
      rate: { count: 600, per: MINUTE },
      order: 'none',
      maxAge: 50 * DAY,
      keepBodies: HOUR,
      keepDead: 366 * DAY,
    });
  });

  it.each<[string, unknown]>([
    ['100/s', { count: 100, per: SECOND }],
    ['600/m', { count: 600, per: MINUTE }],
    ['1000/h', { count: 1_000, per: HOUR }],
  ])('the rate %s', (rate, expected) => {
    expect(queueOf(delivering({ mode: 'spill', rate })).rate).toEqual(expected);
  });

  it.each(['0/s', '1.5/s', '-1/s', '100', '100/d', '100 / s', '10000000/s', 100])(
    'the rate %j is a fault',
    (rate) => {
      expect(faultLines(delivering({ mode: 'queued', rate }))).toEqual([
        expect.stringMatching(/^routes\[0\]\.delivery\.rate: expected a rate such as 100\/s/),
      ]);
    },
  );

  it.each<[unknown, number]>([
    ['off', 0],
    ['0s', 0],
    ['7d', 7 * DAY],
  ])('keepBodies %j', (keepBodies, expected) => {
    expect(queueOf(delivering({ mode: 'queued', keepBodies })).keepBodies).toBe(expected);
  });

  it.each<[string, unknown, RegExp]>([
    ['concurrency', 0, /must be at least 1/],
    ['concurrency', 10_001, /must be at most 10000/],
    ['order', 'fifo', /expected none/],
    ['maxAge', '999ms', /too short/],
    ['maxAge', '367d', /too long/],
    ['maxAge', 'off', /expected a duration/],
    ['keepBodies', '367d', /too long/],
    ['keepDead', '0s', /too short/],
    ['keepDead', 'off', /expected a duration/],
  ])('%s: %j is a fault', (key, value, expected) => {
    expect(faultLines(delivering({ mode: 'queued', [key]: value }))).toEqual([
      expect.stringMatching(new RegExp(`^routes\\[0\\]\\.delivery\\.${key}: .*${expected.source}`)),
    ]);
  });

  it('an unknown mode or key is a fault that names the one probably meant', () => {
    expect(faultLines(delivering({ mode: 'queue' }))).toEqual([
      'routes[0].delivery.mode: expected one of direct, queued, spill; did you mean "queued"?',
    ]);
    expect(faultLines(delivering({ mode: 'queued', keepdead: '1d' }))).toEqual([
      expect.stringMatching(/^routes\[0\]\.delivery\.keepdead: unknown key; did you mean "keepDead"\?/),
    ]);
  });

  it.each(['schedule', 'concurrency', 'rate', 'order', 'maxAge', 'keepBodies', 'keepDead'])(
    'in direct mode %s is a fault, as nothing would heed it',
    (key) => {
      const values: Members = { schedule: ['1s'], concurrency: 1, rate: '1/s', order: 'none' };
      for (const mode of ['direct', undefined]) {
        expect(faultLines(delivering({ mode, [key]: values[key] ?? '1d' }))).toEqual([
          `routes[0].delivery.${key}: belongs to the modes queued and spill only`,
        ]);
      }
    },
  );

  it.each(MODES)('%s on a store in memory is a fault: it would forget what was acknowledged', (mode) => {
    const loaded = delivering({ mode }, (_route, config) => (config['store'] = { url: 'memory:' }));
    expect(faultLines(loaded)).toEqual([
      expect.stringMatching(
        new RegExp(`^routes\\[0\\]\\.delivery\\.mode: ${mode} needs a Redis in store\\.url`),
      ),
    ]);
  });

  it('forwarding while the store is out is for modes that can: queued cannot', () => {
    const forward = (route: Route) => (route['dedupe'] = { onStoreOutage: 'forward' });
    expect(faultLines(delivering({ mode: 'queued' }, forward))).toEqual([
      expect.stringMatching(/^routes\[0\]\.dedupe\.onStoreOutage: forward cannot hold in mode queued/),
    ]);
    good(delivering({ mode: 'spill' }, forward));
    good(delivering({ mode: 'queued' }, (route) => (route['dedupe'] = false)));
  });
});

describe('a schedule', () => {
  it.each(['standard', 'svix', 'actuallycare', 'exampleapi', 'real-estate'])('by name: %s', (schedule) => {
    const { retries } = schemes[schedule] ?? {};
    expect(queueOf(delivering({ mode: 'queued', schedule }))).toMatchObject({
      schedule: (retries as string[]).map(parseDuration),
      scheduleName: schedule,
    });
  });

  it('is the destination’s own, and that of Standard Webhooks where it has none', () => {
    const of = (scheme: string) =>
      queueOf(delivering({ mode: 'queued' }, ({ destination }) => (destination['scheme'] = scheme)));
    expect(of('actuallycare')).toMatchObject({
      scheduleName: 'actuallycare',
      schedule: [MINUTE, 4 * MINUTE, 10 * MINUTE],
    });
    expect(of('github').scheduleName).toBe('standard');
    expect(of('github').schedule).toHaveLength(9);
  });

  it('may be that of a scheme of the user’s own', () => {
    const mine = (members: Members) =>
      delivering({ mode: 'spill', schedule: 'mine' }, (_route, config) => {
        const signature = { header: 'X-M', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' };
        config['schemes'] = { mine: { signature, ...members } };
      });
    expect(queueOf(mine({ retries: ['2s', '1h'] }))).toMatchObject({
      schedule: [2 * SECOND, HOUR],
      scheduleName: 'mine',
    });
    expect(faultLines(mine({}))).toEqual([
      expect.stringMatching(/^routes\[0\]\.delivery\.schedule: this scheme has no retries to go by/),
    ]);
    // A scheme that is faulty itself is blamed, not who names it.
    expect(faultLines(mine({ retries: ['soon'] })).map((line) => line.split(':')[0])).toEqual([
      'schemes.mine.retries[0]',
    ]);
  });

  it.each<[unknown, RegExp]>([
    ['standart', /: unknown scheme; did you mean "standard"\?$/],
    ['constructor', /: unknown scheme/],
    ['', /: unknown scheme/],
    ['github', /: this scheme has no retries to go by/],
    ['none', /: this scheme has no retries to go by/],
    ['5s', /: a list of delays stands in brackets, such as \[5s, 5m, 30m\]/],
    [5, /: expected a scheme's name, or a list of delays/],
    [{}, /: expected a scheme's name, or a list of delays/],
    [[], /: the list may not be empty/],
    [Array<string>(101).fill('1s'), /: the list may have 100 items at the most/],
    [['5s', 'soon'], /\[1\]: expected a duration/],
    [['5s', 5], /\[1\]: expected a duration/],
    [['367d'], /\[0\]: the duration is too long/],
  ])('%j is a fault', (schedule, expected) => {
    expect(faultLines(delivering({ mode: 'queued', schedule }))).toEqual([
      expect.stringMatching(new RegExp(`^routes\\[0\\]\\.delivery\\.schedule${expected.source}`)),
    ]);
  });

  it('may have a hundred delays', () => {
    const schedule = Array<string>(100).fill('1s');
    expect(queueOf(delivering({ mode: 'queued', schedule })).schedule).toHaveLength(100);
  });

  it('of every built-in scheme that retries can be taken, and no other', () => {
    for (const [name, { retries }] of Object.entries(schemes)) {
      const loaded = delivering({ mode: 'queued', schedule: name });
      expect(loaded.ok, name).toBe(retries !== 'none');
      if (loaded.ok) expect(queueOf(loaded).schedule.length, name).toBeGreaterThan(0);
    }
  });
});

describe('the delivery log', () => {
  const logging = (deliveries: unknown, mode = 'direct') =>
    delivering({ mode }, (route) => (route['deliveries'] = deliveries));

  it('is in memory in direct mode and in the store where messages wait', () => {
    const bounds = { maxAge: 7 * DAY, maxCount: 100_000 };
    expect(firstRoute(delivering({})).deliveries).toEqual({ log: 'memory', ...bounds });
    for (const mode of MODES) {
      expect(firstRoute(delivering({ mode })).deliveries).toEqual({ log: 'store', ...bounds });
    }
  });

  it.each([
    ['memory', 'memory'],
    ['store', 'store'],
    ['on', 'store'],
    ['off', 'off'],
    [true, 'store'],
    [false, 'off'],
  ])('log: %j', (log, expected) => {
    expect(firstRoute(logging({ log })).deliveries.log).toBe(expected);
  });

  it('has bounds in every mode', () => {
    for (const mode of ['direct', ...MODES]) {
      const { deliveries } = firstRoute(logging({ log: 'on', maxAge: '1h', maxCount: 7 }, mode));
      expect(deliveries).toEqual({ log: 'store', maxAge: HOUR, maxCount: 7 });
    }
  });

  it.each(MODES)('is nowhere but in the store in mode %s, and the fault says why', (mode) => {
    for (const log of ['off', false, 'memory']) {
      expect(faultLines(logging({ log }, mode))).toEqual([
        expect.stringMatching(
          /^routes\[0\]\.deliveries\.log: .*always in the store, because it lists the messages that wait/,
        ),
      ]);
    }
  });

  it.each<[Members, string]>([
    [{ log: 'yes' }, 'log: expected memory, store or off'],
    [{ log: 1 }, 'log: expected memory, store or off'],
    [{ maxAge: '10ms' }, 'maxAge: the duration is too short'],
    [{ maxCount: 0 }, 'maxCount: must be at least 1'],
    [{ maxCount: 10_000_001 }, 'maxCount: must be at most 10000000'],
    [{ logs: 'on' }, 'logs: unknown key; did you mean "log"?'],
  ])('%j is a fault', (deliveries, expected) => {
    const [line, ...others] = faultLines(logging(deliveries));
    expect(line).toContain(`routes[0].deliveries.${expected}`);
    expect(others).toEqual([]);
  });

  it('may be switched by a variable', () => {
    for (const [value, expected] of [
      ['on', 'store'],
      ['false', 'off'],
    ] as const) {
      const loaded = changed((_config, route) => (route['deliveries'] = { log: '${LOG}' }), {
        ...ENV,
        LOG: value,
      });
      expect(firstRoute(loaded).deliveries.log).toBe(expected);
    }
  });
});

describe('what the store promises', () => {
  const store = (members: Members) => changed((config) => Object.assign(config['store'] as object, members));

  it('is the server’s own durability and no replica, or what is asked for', () => {
    expect(good(store({})).store).toMatchObject({ durability: 'server', replicas: 0 });
    expect(good(store({ durability: 'fsync', replicas: 16 })).store).toMatchObject({
      durability: 'fsync',
      replicas: 16,
    });
  });

  it.each<[Members, string]>([
    [{ durability: 'disk' }, 'store.durability: expected one of server, fsync'],
    [{ durability: 'fsynk' }, 'store.durability: expected one of server, fsync; did you mean "fsync"?'],
    [{ replicas: -1 }, 'store.replicas: must be at least 0'],
    [{ replicas: 17 }, 'store.replicas: must be at most 16'],
    [{ replicas: 1.5 }, 'store.replicas: expected a whole number'],
    [{ replicas: '1' }, 'store.replicas: expected a whole number'],
  ])('%j is a fault', (members, expected) => {
    expect(faultLines(store(members))).toEqual([expect.stringContaining(expected)]);
  });

  it('means nothing in memory', () => {
    expect(faultLines(store({ url: 'memory:', durability: 'fsync', replicas: 1 }))).toEqual([
      expect.stringMatching(/^store\.durability: means nothing for memory: \(store\.url\)/),
      expect.stringMatching(/^store\.replicas: means nothing for memory:/),
    ]);
  });
});

describe('a configuration of deliveries as it is printed', () => {
  it('uses the words people write', () => {
    const loaded = delivering(
      { mode: 'spill', rate: '60/h', keepBodies: '0s', concurrency: 2 },
      (route, config) => {
        route['deliveries'] = { maxCount: 5 };
        Object.assign(config['store'] as object, { durability: 'fsync', replicas: 1 });
      },
    );
    expect(redactConfig(good(loaded))).toMatchObject({
      store: { durability: 'fsync', replicas: 1 },
      routes: [
        {
          delivery: {
            mode: 'spill',
            schedule: 'svix',
            concurrency: 2,
            rate: '60/h',
            order: 'none',
            maxAge: '7d',
            keepBodies: 'off',
            keepDead: '30d',
          },
          deliveries: { log: 'store', maxAge: '7d', maxCount: 5 },
        },
      ],
    });
  });

  it('of a store in memory leaves out what memory cannot promise', () => {
    const loaded = changed((config) => (config['store'] = { url: 'memory:' }));
    expect(redactConfig(good(loaded))['store']).toEqual({ url: 'memory:', prefix: 'whgw' });
    expect(good(pasted(loaded))).toEqual(good(loaded));
  });

  it('can be pasted into a file again and means the same, whatever was set', () => {
    const some = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
    const time = (min: number) =>
      fc.record({ count: fc.integer({ min, max: 300 }), unit: fc.constantFrom('s', 'm', 'h', 'd') });
    const duration = (min = 1) => time(min).map(({ count, unit }) => `${count}${unit}`);
    const delays = fc.array(fc.oneof(duration(0), fc.constant('250ms')), { minLength: 1, maxLength: 100 });
    const named = fc.constantFrom('standard', 'stripe', 'actuallycare', 'real-estate', 'coinbase-commerce');
    const rate = fc.tuple(fc.integer({ min: 1, max: 9_999_999 }), fc.constantFrom('s', 'm', 'h'));
    const queue = fc.record({
      mode: fc.constantFrom(...MODES),
      schedule: some(fc.oneof(named, delays)),
      concurrency: some(fc.integer({ min: 1, max: 10_000 })),
      rate: some(rate.map(([count, unit]) => `${count}/${unit}`)),
      maxAge: some(duration()),
      keepBodies: some(fc.oneof(fc.constant('off'), duration(0))),
      keepDead: some(duration()),
    });
    const log = fc.record({ log: some(fc.constantFrom('on', true)), maxAge: some(duration()) });
    const store = fc.record({
      durability: some(fc.constantFrom('server', 'fsync')),
      replicas: some(fc.nat({ max: 16 })),
    });
    fc.assert(
      fc.property(
        fc.oneof(queue, fc.constant({ mode: 'direct' })),
        log,
        store,
        (delivery, deliveries, promised) => {
          const loaded = delivering(delivery, (route, config) => {
            route['deliveries'] = deliveries;
            Object.assign(config['store'] as object, promised);
          });
          const again = pasted(loaded);
          expect(good(again)).toEqual(good(loaded));
          const missingLog = (line: string) => line.includes('maxAge and maxCount bound a log');
          expect(warningLines(again)).toEqual(warningLines(loaded).filter((line) => !missingLog(line)));
        },
      ),
    );
  });
});
