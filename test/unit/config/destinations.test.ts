/** Several destinations of a route: what each has of its own, what it takes from the route, and what cannot be. */
import { describe, expect, it } from 'vitest';
import type { DestinationConfig, Loaded } from '../../../src/config/config.js';
import { changesBetween } from '../../../src/config/difference.js';
import { configHash } from '../../../src/config/hash.js';
import { redactConfig } from '../../../src/config/redact.js';
import { toYaml } from '../../../src/config/read/yaml.js';
import { reloadFaults } from '../../../src/config/reload.js';
import { ENV, changed, faultLines, firstRoute, good, load, warningLines, type Route } from './helpers.js';

type Members = Record<string, unknown>;

const CRM: Members = {
  name: 'crm',
  url: 'http://crm:3000',
  scheme: 'svix',
  secrets: [{ env: 'DESTINATION' }],
};
const MAIL: Members = { ...CRM, name: 'mail', url: 'http://mail:3000' };
const SECOND = 1_000;

/** The usual route with a list of destinations, and what else a test changes. */
function listing(
  destinations: unknown,
  more: Members = {},
  change: (route: Route, config: Members) => void = () => {},
): Loaded {
  return changed((config, route) => {
    Reflect.deleteProperty(route, 'destination');
    Object.assign(route, { destinations }, more);
    change(route, config);
  });
}

const found = (loaded: Loaded): readonly DestinationConfig[] => firstRoute(loaded).destinations;
const queueOf = ({ delivery }: DestinationConfig) => {
  if (delivery.mode === 'direct') throw new Error('direct');
  return delivery;
};

describe('a list of destinations', () => {
  it('keeps the order of the file, and gives each a lane of its own', () => {
    const route = firstRoute(listing([MAIL, CRM]));
    expect(route).toMatchObject({ several: true, mode: 'direct' });
    expect(route.destinations.map(({ name, lane, url }) => [name, lane, url])).toEqual([
      ['mail', 'leads/mail', 'http://mail:3000'],
      ['crm', 'leads/crm', 'http://crm:3000'],
    ]);
  });

  it('of one is a list too; the only `destination` has its route’s lane, whatever its name', () => {
    expect(firstRoute(listing([CRM]))).toMatchObject({
      several: true,
      destinations: [{ name: 'crm', lane: 'leads/crm' }],
    });
    const only = firstRoute(changed((_config, route) => (route.destination['name'] = 'crm')));
    expect(only).toMatchObject({ several: false, destinations: [{ name: 'crm', lane: 'leads' }] });
  });

  it('has what `destination` has, each for itself', () => {
    const [crm, mail] = found(
      listing([
        { ...CRM, timeout: '3s', payload: 'compact', events: ['lead.*'], verdicts: { final: ['422'] } },
        MAIL,
      ]),
    );
    expect(crm).toMatchObject({ timeout: 3 * SECOND, payload: 'compact', events: ['lead.*'] });
    expect(mail).toMatchObject({ timeout: 60 * SECOND, payload: 'exact', events: [] });
  });
});

describe('the delivery of one of several', () => {
  it('has the route’s keys where it has none of its own, and its defaults by its own scheme', () => {
    const [crm, mail] = found(
      listing(
        [
          { ...CRM, delivery: { rate: '10/s', concurrency: 2 } },
          { ...MAIL, scheme: 'standard' },
        ],
        {
          delivery: { mode: 'queued', rate: '5/s', keepBodies: '2h' },
        },
      ),
    ).map(queueOf);
    expect(crm).toMatchObject({ concurrency: 2, keepBodies: 7_200_000, scheduleName: 'svix' });
    expect(mail).toMatchObject({ concurrency: 16, keepBodies: 7_200_000, scheduleName: 'standard' });
    expect([crm?.rate, mail?.rate].map((rate) => JSON.stringify(rate))).not.toEqual([
      JSON.stringify(mail?.rate),
      JSON.stringify(mail?.rate),
    ]);
  });

  it.each(['direct', 'spill'])('may be queued in a %s route', (mode) => {
    const loaded = listing([CRM, { ...MAIL, delivery: { mode: 'queued', schedule: ['1s'] } }], {
      delivery: { mode },
    });
    expect(firstRoute(loaded).mode).toBe(mode);
    expect(found(loaded).map(({ delivery }) => delivery.mode)).toEqual([mode, 'queued']);
  });

  it('beside those that a direct route waits for, one that is queued takes the route’s keys', () => {
    const [crm, mail] = found(
      listing([CRM, { ...MAIL, delivery: { mode: 'queued' } }], {
        delivery: { mode: 'direct', schedule: ['2s'] },
      }),
    );
    expect(crm?.delivery).toEqual({ mode: 'direct' });
    expect(mail && queueOf(mail).schedule).toEqual([2 * SECOND]);
  });

  it('that stores has the route keep its log in the store, whatever the route’s mode', () => {
    const { deliveries } = firstRoute(listing([CRM, { ...MAIL, delivery: { mode: 'queued' } }]));
    expect(deliveries.log).toBe('store');
  });
});

describe('what cannot be', () => {
  const at = 'routes[0].destinations';
  it.each<[string, () => Loaded, string[]]>([
    ['none at all', () => listing([]), [`${at}: names no destination; at least one is needed`]],
    [
      'one beside the list',
      () => listing([CRM, MAIL], { destination: CRM }),
      ['routes[0].destination: stands beside destinations; put it into the list'],
    ],
    [
      'one without a name',
      () => listing([CRM, { ...MAIL, name: undefined }]),
      [`${at}[1].name: is required: each of several destinations has a name of its own`],
    ],
    [
      'a name twice',
      () => listing([CRM, MAIL, { ...MAIL, name: 'crm' }]),
      [`${at}[2].name: ${at}[0] has the same name; each needs its own`],
    ],
    [
      'another mode than the route’s',
      () => listing([CRM, { ...MAIL, delivery: { mode: 'spill' } }], { delivery: { mode: 'queued' } }),
      [
        `${at}[1].delivery.mode: the route is queued, and its source waits for all destinations alike; only queued may differ: such a message is stored, and nobody waits for it`,
      ],
    ],
    [
      'one that stores, without a Redis',
      () =>
        listing([CRM, { ...MAIL, delivery: { mode: 'queued' } }], {}, (_route, config) => {
          config['store'] = { url: 'memory:' };
        }),
      [
        `${at}[1].delivery.mode: queued needs a Redis in store.url (REDIS_URL if there is no file): memory: forgets acknowledged messages on restart`,
      ],
    ],
    [
      'keys of a queue for one that is waited for',
      () => listing([CRM, { ...MAIL, delivery: { rate: '1/s' } }]),
      [`${at}[1].delivery.rate: belongs to the modes queued and spill only`],
    ],
    [
      'keys of a queue in a route that has none',
      () => listing([CRM, MAIL], { delivery: { mode: 'direct', rate: '1/s' } }),
      ['routes[0].delivery.rate: belongs to the modes queued and spill only'],
    ],
    [
      'a faulty schedule, told where it stands: at the route',
      () => listing([CRM, MAIL], { delivery: { mode: 'queued', schedule: '5s' } }),
      ['routes[0].delivery.schedule: a list of delays stands in brackets, such as [5s, 5m, 30m]'],
    ],
    [
      'a faulty schedule, told where it stands: at the destination',
      () => listing([CRM, { ...MAIL, delivery: { schedule: '5s' } }], { delivery: { mode: 'queued' } }),
      [`${at}[1].delivery.schedule: a list of delays stands in brackets, such as [5s, 5m, 30m]`],
    ],
    [
      'one without its secret',
      () => listing([CRM, { ...MAIL, secrets: undefined }]),
      [expect.stringMatching(/^routes\[0\]\.destinations\[1\]\.secrets: /)],
    ],
    [
      'a pattern of another language',
      () => listing([CRM, { ...MAIL, events: ['lead.?'] }]),
      [expect.stringMatching(/^routes\[0\]\.destinations\[1\]\.events\[0\]: /)],
    ],
  ])('%s', (_, loaded, faults) => {
    expect(faultLines(loaded())).toEqual(faults);
  });

  const ADVICE =
    'one that fails beside others that accept would get nothing more, or the others everything again; take delivery: { mode: spill }, which keeps what one owes (with a Redis)';
  const NEVER = { scheme: 'github', secrets: [{ env: 'SOURCE' }] };

  it.each<[string, Members, string]>([
    ['a source that never retries', { source: NEVER }, 'this provider never retries'],
    ['no dedupe', { dedupe: false }, 'dedupe is off'],
    [
      'an identity of nothing',
      { source: { scheme: 'dropbox', secrets: [{ env: 'SOURCE' }] } },
      'nothing tells a retry of this scheme from a new delivery',
    ],
  ])('direct with two that are waited for, and %s: a fault that advises spill', (_, more, why) => {
    expect(faultLines(listing([CRM, MAIL], more))).toEqual([
      `${at}: several are waited for, and ${why}: ${ADVICE}`,
    ]);
    expect(faultLines(listing([CRM, MAIL], { ...more, delivery: { mode: 'spill' } }))).toEqual([]);
    // Only one is waited for: it may be asked again and again.
    expect(faultLines(listing([CRM], more))).toEqual([]);
    expect(faultLines(listing([CRM, { ...MAIL, delivery: { mode: 'queued' } }], more))).toEqual([]);
  });
});

describe('what people see of them', () => {
  const mixed = () =>
    listing(
      [
        { ...CRM, events: ['lead.*'], headers: { 'X-Key': { env: 'SOURCE' } } },
        { ...MAIL, delivery: { mode: 'queued', schedule: ['1s'], rate: '10/s' } },
      ],
      { delivery: { mode: 'spill', keepBodies: '3h' }, events: ['lead.*', 'call.*'] },
    );

  it('is printed so that it loads as the same', () => {
    const config = good(mixed());
    const again = good(load(toYaml(redactConfig(config))));
    expect(again).toEqual(config);
    expect(reloadFaults(config, again)).toEqual([]);
  });

  it.each(['direct', 'queued', 'spill'])('so is a list in a %s route without more', (mode) => {
    const config = good(listing([CRM, MAIL], { delivery: { mode } }));
    expect(good(load(toYaml(redactConfig(config))))).toEqual(config);
  });

  it('shows no secret and no lane', () => {
    const printed = toYaml(
      redactConfig(good(listing([CRM, { ...MAIL, secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] }]))),
    );
    expect(printed).not.toContain('MfKQ9r8GKYqr');
    expect(printed).not.toContain('lane');
    expect(printed).not.toContain('several');
  });

  it('differs by the names of destinations, whatever their places', () => {
    const before = good(listing([CRM, MAIL]));
    expect(changesBetween(before, good(listing([CRM, { ...MAIL, timeout: '3s' }])))).toEqual([
      { path: 'routes.leads.destinations.mail.timeout', from: '1m', to: '3s' },
    ]);
    const secret = { ...ENV, SECOND: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx' };
    const other = changed((_config, route) => {
      Reflect.deleteProperty(route, 'destination');
      route['destinations'] = [CRM, { ...MAIL, secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx'] }];
    }, secret);
    expect(changesBetween(before, good(other)).map(({ path }) => path)).toEqual([
      expect.stringMatching(/^routes\.leads\.destinations\.mail\.secrets/),
    ]);
  });

  it('has another hash with another secret of the second one', async () => {
    const of = async (value: string): Promise<string> =>
      configHash(
        good(
          changed(
            (_config, route) => {
              Reflect.deleteProperty(route, 'destination');
              route['destinations'] = [CRM, { ...MAIL, secrets: [{ env: 'SECOND' }] }];
            },
            { ...ENV, SECOND: value },
          ),
        ),
      );
    const one = await of('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    expect(await of('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toBe(one);
    expect(await of('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx')).not.toBe(one);
  });

  it('is warned of under the path of the one that is meant', () => {
    const warnings = warningLines(
      listing([
        CRM,
        { ...MAIL, scheme: 'none', secrets: undefined, reason: 'inside' },
        { ...MAIL, name: 'x', url: 'http://169.254.169.254/' },
      ]),
    );
    expect(warnings.filter((line) => line.startsWith('routes[0].destinations[')).length).toBeGreaterThan(0);
    expect(
      warnings.filter(
        (line) => line.startsWith('routes[0].destination:') || line.startsWith('routes[0].destination.'),
      ),
    ).toEqual([]);
  });
});
