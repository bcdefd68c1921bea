/** What needs an operator, by which rule, and where it is written what to do. */
import { describe, expect, it } from 'vitest';
import { ANCHORS, attentionOf, type AttentionFacts } from '../../../src/operate/overview/attention.js';
import { Counting, more } from '../../../src/operate/overview/counts.js';
import type { LetOnOverview } from '../../../src/operate/overview/let-on-share.js';
import type { DestinationOverview } from '../../../src/operate/overview/overview.js';
import { read } from '../../docs/markdown.js';
import { T0 } from '../../helpers/operations.js';

const DAY = 86_400_000;

type Tally = Readonly<Record<string, number>>;
interface Told {
  /** Counts by how many minutes ago they were. */
  readonly minutes?: Readonly<Record<number, { outcomes?: Tally; attempts?: Tally; reasons?: Tally }>>;
  readonly destination?: Partial<DestinationOverview>;
  readonly waitingForFirst?: boolean;
  readonly refusalsInARow?: number;
  readonly letOn?: LetOnOverview;
}

function facts(told: Told = {}, gateway: Partial<AttentionFacts> = {}): AttentionFacts {
  const whole = new Counting();
  const minutes = Array.from({ length: 60 }, (_, i) => {
    const counts = new Counting();
    const { outcomes = {}, attempts = {}, reasons = {} } = told.minutes?.[59 - i] ?? {};
    for (const [tally, given] of [
      [counts.outcomes, outcomes],
      [counts.attempts, attempts],
      [counts.reasons, reasons],
    ] as const)
      for (const [name, count] of Object.entries(given)) more(tally, name, count);
    whole.add(counts);
    return counts;
  });
  const nothing = { p50: undefined, p99: undefined };
  const destination: DestinationOverview = {
    ...{
      name: 'default',
      mode: 'direct',
      url: 'http://127.0.0.1/',
      minutes: [],
      ours: nothing,
      receiver: nothing,
    },
    ...{ backlog: undefined, oldest: undefined, dead: undefined, breaker: undefined, paused: undefined },
    ...{ lastAccepted: undefined, ...told.destination },
  };
  return {
    now: T0,
    store: { kind: 'redis', up: true, reason: undefined },
    replicas: [],
    watched: [],
    reloadRefused: undefined,
    unnamedProxy: false,
    routes: [
      {
        route: {
          ...{ name: 'leads', path: '/leads', mode: 'queued', scheme: 'svix', log: 'store' },
          ...{ url: 'https://YOUR-HOST/leads', sendLine: undefined, destinations: [destination] },
          waitingForFirst: told.waitingForFirst ?? false,
          ...{ askedNone: [], refused: {}, letOn: told.letOn },
        },
        hour: { name: 'leads', minutes, whole },
        of: () => ({ hour: { name: 'leads', minutes, whole }, refusalsInARow: told.refusalsInARow ?? 0 }),
      },
    ],
    ...gateway,
  };
}

const saysOf = (given: AttentionFacts): string[] =>
  attentionOf(given).map(({ severity, says, link }) => `${severity}: ${says} → ${link.split('#')[1] ?? ''}`);
const replica = (id: string, configHash: string | null) => ({ id, version: '1', startedAt: T0, configHash });

describe('nothing needs an operator', () => {
  it.each<[string, Told]>([
    ['where nothing came', {}],
    [
      'where all is accepted',
      { minutes: { 1: { outcomes: { accepted: 900 }, attempts: { accepted: 900 } } } },
    ],
    [
      'for forgeries within five minutes of a genuine one',
      {
        minutes: {
          4: { outcomes: { accepted: 1 } },
          1: { outcomes: { invalid_signature: 9 }, reasons: { 'invalid_signature:mismatch': 9 } },
        },
      },
    ],
    [
      'for a few forgeries among genuine ones',
      { minutes: { 1: { outcomes: { accepted: 9, malformed: 3 } } } },
    ],
    [
      'once a route that only reported enforces',
      { letOn: { until: T0, genuine: 0, wouldBeRefused: { stale: 2 } } },
    ],
    [
      'for what would have been refused, which is no burst of refusals',
      {
        minutes: {
          1: { outcomes: { accepted: 1, unverified: 90 }, reasons: { 'unverified:stale': 90 } },
        },
      },
    ],
    ['for one failed attempt', { minutes: { 1: { attempts: { accepted: 1, retry: 1 } } } }],
    ['for handshakes', { minutes: { 1: { outcomes: { challenge: 3 } } } }],
    [
      'for what waits a while',
      { destination: { backlog: 9, oldest: T0 - 60_000, dead: 0, breaker: 'closed' } },
    ],
    ['for replicas of one configuration', {}],
  ])('%s', (_what, told) => {
    expect(attentionOf(facts(told, { replicas: [replica('a', 'h'), replica('b', 'h')] }))).toEqual([]);
  });
});

describe('an operator is told', () => {
  it.each<[string, Told, Partial<AttentionFacts>, string]>([
    [
      'that the store is away',
      {},
      { store: { kind: 'redis', up: false, reason: 'auth' } },
      'critical: the store does not answer (auth) → webhookgatewaystoredown',
    ],
    [
      'of a file that cannot be used',
      {},
      { watched: [{ path: '/run/s', state: 'refused', since: T0, reason: 'the secret is empty' }] },
      `warning: /run/s cannot be used: the secret is empty; what it held before is in force → ${ANCHORS.watched}`,
    ],
    [
      'of a reload that was refused, once, whichever of its files is watched',
      {},
      {
        reloadRefused: 'routes[0].path: is required',
        watched: [
          { path: '/etc/g.yaml', state: 'refused', since: T0, reason: 'routes[0].path: is required' },
        ],
      },
      `warning: the last reload was refused: routes[0].path: is required; the configuration before it is in force → ${ANCHORS.reload}`,
    ],
    [
      'of replicas that differ',
      {},
      { replicas: [replica('a', 'h'), replica('b', 'i'), replica('c', null)] },
      `warning: 3 replicas have 2 configurations → ${ANCHORS.differ}`,
    ],
    [
      'of a proxy that nobody named',
      {},
      { unnamedProxy: true },
      `warning: nearly all deliveries come from one private address: if a proxy stands there, name it in server.trustedProxies → ${ANCHORS.proxy}`,
    ],
    [
      'of a breaker that lets one through, once, whatever its attempts came to',
      { destination: { breaker: 'half_open' }, minutes: { 1: { attempts: { retry: 6 } } } },
      {},
      'critical: the receiver cannot be reached: the breaker tries again → webhookgatewaybreakeropen',
    ],
    [
      'of an open breaker',
      { destination: { breaker: 'open' } },
      {},
      'critical: the receiver cannot be reached: the breaker is open → webhookgatewaybreakeropen',
    ],
    [
      'of a receiver that refuses the gateway',
      { refusalsInARow: 10, minutes: { 0: { attempts: { retry: 10 } } } },
      {},
      'critical: the receiver refused the gateway 10 times in a row → webhookgatewayreceiverrefusesus',
    ],
    [
      'of a receiver that fails',
      {
        minutes: {
          2: { attempts: { accepted: 5, retry: 2, timeout: 1 } },
          40: { attempts: { accepted: 500 } },
        },
      },
      {},
      'critical: 3 of 8 attempts of the last 15 minutes failed → webhookgatewayreceiverfailing',
    ],
    [
      'of dead letters',
      { destination: { dead: 1 } },
      {},
      'warning: 1 dead letter → webhookgatewaydeadletters',
    ],
    [
      'of what waits long',
      { destination: { oldest: T0 - 7_300_000 } },
      {},
      'warning: the oldest message waits since 2 h → webhookgatewayoldmessage',
    ],
    [
      'of a pause',
      { destination: { paused: 'operator' } },
      {},
      'warning: paused by an operator → webhookgatewaypaused',
    ],
    [
      'of a receiver that is gone',
      { destination: { paused: 'gone' } },
      {},
      'warning: paused: the receiver answered that it is gone (410) → webhookgatewaypaused',
    ],
    [
      'that nothing came yet',
      { waitingForFirst: true },
      {},
      'info: waits for its first delivery → waiting-for-the-first-delivery',
    ],
    [
      'that what came yet was not genuine',
      {
        waitingForFirst: true,
        minutes: { 3: { outcomes: { invalid_signature: 1 }, reasons: { 'invalid_signature:no_match': 1 } } },
      },
      {},
      'warning: 1 request came within the hour and none was genuine: invalid_signature (no_match) → webhookgatewaynothingverifies',
    ],
    [
      'that nothing was genuine since the secret changed, however steadily it is refused and whatever came before',
      {
        minutes: Object.fromEntries(
          Array.from({ length: 40 }, (_, ago) => [
            ago,
            ago > 20
              ? { outcomes: { accepted: 9 } }
              : { outcomes: { invalid_signature: 9 }, reasons: { 'invalid_signature:mismatch': 9 } },
          ]),
        ),
      },
      {},
      'critical: 189 signed deliveries came in the last 21 minutes and none was genuine: invalid_signature (mismatch) → webhookgatewaynothingverifies',
    ],
    [
      'that nothing is genuine any more',
      { minutes: { 3: { outcomes: { stale: 6 }, reasons: { stale: 6 } } } },
      {},
      'critical: 6 requests came within the hour and none was genuine: stale → webhookgatewaynothingverifies',
    ],
    [
      'of a burst of refusals of one reason',
      {
        minutes: {
          1: { outcomes: { malformed: 60, accepted: 1 }, reasons: { 'malformed:framing': 60 } },
          30: { reasons: { 'malformed:framing': 20 } },
        },
      },
      {},
      'warning: 60 deliveries were refused within 5 minutes: malformed (framing) → webhookgatewayrefusedburst',
    ],
    [
      'how much a route that only reports would have refused',
      {
        minutes: { 1: { outcomes: { accepted: 28, unverified: 12 } } },
        letOn: { until: T0 + 20 * DAY, genuine: 28, wouldBeRefused: { stale: 2, invalid_signature: 10 } },
      },
      {},
      'info: reports only, for another 20 d: 12 of 40 deliveries of the hour would have been refused (2 stale, 10 invalid_signature) → webhookgatewayreportonlyends',
    ],
    [
      'that a route will refuse within a week what it lets on now',
      { letOn: { until: T0 + 6 * DAY, genuine: 0, wouldBeRefused: {} } },
      {},
      'warning: reports only, for another 6 d: nothing came within the hour → webhookgatewayreportonlyends',
    ],
    [
      'that more came than a rate allows',
      { minutes: { 1: { outcomes: { accepted: 9, rate_limited: 1 } } } },
      {},
      'warning: 1 request of the hour came faster than source.rate allows → webhookgatewayratelimited',
    ],
    [
      'that all was filtered',
      { minutes: { 3: { outcomes: { filtered: 4 } }, 30: { outcomes: { filtered: 4, malformed: 1 } } } },
      {},
      'warning: all 8 deliveries of the hour were filtered → webhookgatewayallfiltered',
    ],
  ])('%s', (_what, told, gateway, expected) => {
    expect(saysOf(facts(told, gateway))).toEqual([expected]);
  });

  it('of the gravest first', () => {
    const given = facts(
      { destination: { breaker: 'open', dead: 2 }, waitingForFirst: true },
      { unnamedProxy: true },
    );
    expect(attentionOf(given).map(({ severity }) => severity)).toEqual([
      'critical',
      'warning',
      'warning',
      'info',
    ]);
  });
});

it('each link leads to a heading of the operations page', () => {
  const headings = Array.from(read('docs/operations.md').matchAll(/^#+ (.+)$/gm), ([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  expect(headings).toEqual(expect.arrayContaining(Object.values(ANCHORS)));
});
