/** The examples of docs/bodies.md: each comes to exactly this body, and the configuration beside them is in order. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { typed } from '../commands/typed.js';
import { variablesOf } from '../docs/load.js';
import { ROOT, read } from '../docs/markdown.js';
import { configText, type Members } from '../gateway/setup.js';
import { againWhileOverloaded, post, startTestGateway } from '../helpers/gateway.js';
import { signHeaders } from '../helpers/sign.js';
import { startUpstream } from '../helpers/upstream.js';

const FOLDER = `${ROOT}config/bodies`;
const CONFIG = `${FOLDER}/gateway.yaml`;
const STRIPE = `whsec_${'s'.repeat(32)}`;
const ENV = {
  ...variablesOf(readFileSync(CONFIG, 'utf8')),
  ...{
    REDIS_URL: 'memory:',
    CHAT_WEBHOOK_URL: 'https://chat.example.com/hooks/of-ours',
    CRM_TOKEN: 'Bearer of-the-crm',
  },
  ...{
    STRIPE_WEBHOOK_SECRET: STRIPE,
    STRIPE_EVENTS_SECRET: `${STRIPE}e`,
    STRIPE_BINARY_SECRET: `${STRIPE}b`,
    GITHUB_WEBHOOK_SECRET: 'g'.repeat(32),
  },
  ...Object.fromEntries(
    ['EVENTS', 'CLOUDEVENTS', 'CLOUDEVENTS_BINARY', 'RECEIVER'].map((name, i) => [
      `${name}_SECRET`,
      `whsec_${Buffer.alloc(32, i + 1).toString('base64')}`,
    ]),
  ),
};

interface Route extends Members {
  readonly name: string;
  readonly destination: Members & { readonly payload: Members };
}

interface Shown {
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

async function shown(route: string, sample: string, more: readonly string[] = []) {
  const file = `${FOLDER}/samples/${sample}.json`;
  const argv = ['translate', '--config', CONFIG, '--route', route, '--file', file, '-o', 'json', ...more];
  const { code, out, err } = await typed(undefined, argv, { env: ENV });
  expect([code, err]).toEqual([0, '']);
  const { url, headers, body } = JSON.parse(out) as Shown;
  const named = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
  return { url, headers: named, body: JSON.parse(body) as unknown };
}

const ORDER = {
  event: 'order.paid',
  id: 'evt-7',
  at: '2026-11-20T09:30:00Z',
  from: '/shop',
  order: { number: 7, total: '12.50' },
};

describe('an example', () => {
  it.each([
    ['stripe-chat', 'stripe', [], { text: 'charge.failed: 1,234.56 EUR (ch_9) – The card has expired.' }],
    [
      'github-chat',
      'github-issue',
      ['--event', 'issues'],
      { text: '[acme/shop] ada opened <https://github.com/acme/shop/issues/7|#7 It breaks>' },
    ],
    [
      'github-chat',
      'github-push',
      ['--event', 'push'],
      {
        text: '[acme/shop] ada pushed 2 commit(s) to main:\n• <https://github.com/acme/shop/commit/1|Mend it>\n• <https://github.com/acme/shop/commit/2|Test it>',
      },
    ],
    [
      'lead-contact',
      'lead',
      [],
      {
        externalId: 'lead_42',
        firstName: 'Ada',
        lastName: 'King Lovelace',
        emails: [{ value: 'ada@example.com', type: 'work' }],
        phones: [{ value: '+442079460018' }],
        properties: [
          { name: 'rooms', value: '3' },
          { name: 'budget', value: 'high' },
        ],
        source: 'actuallycare',
        updatedAt: '2026-11-20T09:30:00.000Z',
      },
    ],
    [
      'alerts-chat',
      'alerts',
      [],
      {
        text: 'FIRING DiskFull (2)\n🔥 db-2: 99 % used (since 2026-11-20T09:00:00Z)\n✅ db-1: 95 % used (since 2026-11-20T08:00:00Z)',
      },
    ],
    [
      'to-cloudevents',
      'stripe',
      ['--id', 'msg_7'],
      {
        specversion: '1.0',
        id: 'msg_7',
        source: 'https://stripe.com/test',
        type: 'com.stripe.charge.failed',
        time: '2025-11-20T09:30:00.000Z',
        datacontenttype: 'application/json',
        data: {
          id: 'ch_9',
          object: 'charge',
          amount: 123456,
          currency: 'eur',
          failure_message: 'The card has expired.',
        },
      },
    ],
    ['from-cloudevents', 'cloudevent', [], ORDER],
  ] as const)('%s makes of %s.json exactly this', async (route, sample, more, body) => {
    expect((await shown(route, sample, more)).body).toEqual(body);
  });

  it('from-cloudevents-binary reads the attributes in the headers', async () => {
    const headers = `${FOLDER}/samples/cloudevent-headers.txt`;
    const { body } = await shown('from-cloudevents-binary', 'cloudevent-data', ['--headers', headers]);
    expect(body).toEqual(ORDER);
  });

  it('to-cloudevents-binary sends the data, and says in headers what event it is', async () => {
    const up = await startUpstream(204);
    const { routes } = parse(readFileSync(CONFIG, 'utf8'), { merge: true }) as { routes: Route[] };
    const route = routes.find(({ name }) => name === 'to-cloudevents-binary');
    if (!route) throw new Error('no such route');
    const { jsonata } = route.destination.payload;
    const config = { ...route, destination: { ...route.destination, url: up.url, payload: { jsonata } } };
    const gw = await startTestGateway(configText([config], { store: { url: 'memory:' } }), { env: ENV });
    onTestFinished(async () => {
      await gw.stop();
      await up.close();
    });
    const body = readFileSync(`${FOLDER}/samples/stripe.json`, 'utf8');
    const headers = signHeaders('stripe', `${STRIPE}b`, body);
    const answer = await againWhileOverloaded(() => post(`${gw.url}/webhooks/stripe-binary`, body, headers));
    expect(answer.outcome).toBe('accepted');
    expect(up.received[0]?.headers).toMatchObject({
      'ce-specversion': '1.0',
      'ce-id': answer.id,
      'ce-source': 'https://stripe.com/',
      'ce-type': 'com.stripe.charge.failed',
    });
    expect(JSON.parse(String(up.received[0]?.body))).toMatchObject({ id: 'ch_9', object: 'charge' });
  });

  it('of a CloudEvent says so in its content type', async () => {
    const { headers } = await shown('to-cloudevents', 'stripe');
    expect(headers.get('content-type')).toBe('application/cloudevents+json');
  });

  it('shows no secret: neither a token nor a signature', async () => {
    const { url, headers } = await shown('lead-contact', 'lead');
    expect([url, headers.get('authorization')]).toEqual([
      'https://crm.example.com/api/contacts',
      '[redacted]',
    ]);
    expect((await shown('from-cloudevents', 'cloudevent')).headers.get('webhook-signature')).toBe(
      '[redacted]',
    );
  });
});

describe('the configuration of the examples', () => {
  it('has no fault, and each of its samples comes to a body', async () => {
    const { code, err } = await typed(undefined, ['check', '--config', CONFIG, '-q'], { env: ENV });
    expect([code, err.split('\n').filter((line) => !line.startsWith('warning: '))]).toEqual([0, ['']]);
  });

  it('and the page name every expression', () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.jsonata'));
    const [text, page] = [readFileSync(CONFIG, 'utf8'), read('docs/bodies.md')];
    expect(
      files.filter((name) => !text.includes(name) || !page.includes(`(../config/bodies/${name})`)),
    ).toEqual([]);
  });
});
