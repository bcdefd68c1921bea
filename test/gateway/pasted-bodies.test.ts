/** What the API shows of a pasted body at a running gateway: each destination's request, and that nothing comes of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { secretFor } from '../helpers/secrets.js';
import { until } from '../helpers/servers.js';
import { configText, deliver, route, startPair, type Members, type Pair } from './setup.js';

const TOKENS = { admin: 'an-admin-token-of-31-characters', viewer: 'a-viewers-token-of-31-characters' };
const HOOK_TOKEN = 'T0k3nOfAHook0fOurs';
const ENDLESS = '( $f := function($x) { 1 + $f($x + 1) }; $f(0) )';

const TOP = {
  admin: {
    ...{ host: '127.0.0.1', port: 0, token: TOKENS.admin },
    tokens: [{ literal: TOKENS.viewer, name: 'grafana', role: 'viewer' }],
  },
};

function severalRoute(url: string, old: Members): Members {
  const { destination, ...more } = route(url) as Members & { readonly destination: Members };
  const one = (name: string, own: Members): Members => ({ ...destination, ...old, name, ...own });
  return {
    ...more,
    destinations: [
      one('exact', { headers: { Authorization: 'Bearer of-ours', 'X-Lead': '{json:/data/id}' } }),
      one('compact', { payload: 'compact', url: `${url}/hooks/${HOOK_TOKEN}?key=of-ours` }),
      one('envelope', { payload: 'envelope', scheme: 'exampleapi', secrets: [secretFor('exampleapi')] }),
      one('chat', { payload: { jsonata: '{ "text": data.name, "event": $event }' } }),
      one('crm', { payload: { jsonata: '$number(data.name)' } }),
      one('mail', { events: ['lead.deleted'] }),
    ],
  };
}

function routes(url: string, old: Members = {}): readonly Members[] {
  return [
    severalRoute(url, old),
    route(url, { name: 'issues', from: 'github', destination: { payload: { jsonata: '$event' } } }),
    route(url, { name: 'endless', destination: { payload: { jsonata: ENDLESS } } }),
  ];
}

interface Shown {
  readonly destination: string;
  readonly url: string;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly says: string | null;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | null;
  readonly bodyEncoding: string | null;
  readonly changed: boolean;
}

interface Heard {
  readonly status: number;
  readonly text: string;
  readonly code: string | undefined;
  readonly shown: readonly Shown[];
}

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({ routes, top: TOP });
});
afterAll(() => pair.stop());

async function translate(pasted: Members, name = 'a', token = TOKENS.admin): Promise<Heard> {
  const response = await fetch(`${pair.gw.adminUrl}/api/routes/${name}/translate`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(pasted),
  });
  const text = await response.text();
  const { destinations = [], code } = JSON.parse(text) as { destinations?: readonly Shown[]; code?: string };
  return { status: response.status, text, code, shown: destinations };
}

/** Until what evaluates has started, it is busy. */
async function evaluated(...asked: Parameters<typeof translate>): Promise<Heard> {
  let heard = await translate(...asked);
  await until('it is evaluated', async () => {
    if (isBusy(heard)) heard = await translate(...asked);
    return !isBusy(heard);
  });
  return heard;
}

function isBusy({ shown }: Heard): boolean {
  return shown.some(({ outcome }) => outcome === 'overloaded');
}

const GIVEN =
  '{ "event": "lead.created", "timestamp": "2026-01-02T03:04:05Z", "data": { "id": 7, "name": "Ada" } }';

describe('a pasted body', () => {
  test('is shown as each destination would get it, or why it would get nothing', async () => {
    const { status, shown } = await evaluated({ body: GIVEN });
    expect(status).toBe(200);
    expect(shown.map(({ destination, outcome, changed }) => [destination, outcome, changed])).toEqual([
      ['exact', null, false],
      ['compact', null, true],
      ['envelope', null, true],
      ['chat', null, true],
      ['crm', 'untranslatable', false],
      ['mail', 'filtered', false],
    ]);
    const [exact, compact, envelope, chat, crm, mail] = shown;
    expect(exact?.body).toBe(GIVEN);
    expect(compact?.body).toBe(JSON.stringify(JSON.parse(GIVEN)));
    expect(JSON.parse(envelope?.body ?? '')).toMatchObject({ type: 'lead.created', data: { id: 7 } });
    expect(chat?.body).toBe('{"text":"Ada","event":"lead.created"}');
    expect(crm).toMatchObject({
      ...{ reason: 'expression_error', headers: [], body: null, bodyEncoding: null },
      says: 'Unable to cast value to a number: "Ada" (at character 8)',
    });
    expect(mail).toMatchObject({ reason: 'events', headers: [], body: null });
  });

  test('is shown with the headers of a first attempt, without signature, token or secret', async () => {
    const { text, shown } = await evaluated({ body: GIVEN, id: 'msg_pasted' });
    const [exact, compact] = shown;
    expect(exact?.headers).toEqual(
      expect.arrayContaining([
        ['svix-id', 'msg_pasted'],
        ['svix-signature', '[redacted]'],
        ['Authorization', '[redacted]'],
        ['X-Lead', '7'],
        ['Webhook-Gateway-Event', 'lead.created'],
        ['Webhook-Gateway-Attempt', '1'],
      ]),
    );
    expect(compact?.url).toBe(`${pair.up.url}/hooks/[redacted]?[redacted]`);
    const hidden = ['svix', 'exampleapi', 'actuallycare'].map((name) => secretFor(name));
    for (const secret of [...hidden, ...Object.values(TOKENS), HOOK_TOKEN, 'of-ours', 'v1,'])
      expect(text).not.toContain(secret);
  });

  test('has the message id that a delivery of it has, and one destination alone where one is named', async () => {
    const [only, ...others] = (await translate({ body: GIVEN, destination: 'exact' })).shown;
    expect([only?.destination, others]).toEqual(['exact', []]);
    const { id } = await deliver(pair.gw, { body: GIVEN });
    expect(only?.headers).toContainEqual(['svix-id', id]);
    pair.up.received.length = 0;
  });

  test('may be bytes that are no text', async () => {
    const body = Buffer.from([0x7b, 0xff, 0x7d]).toString('base64');
    const { shown } = await evaluated({ body, bodyEncoding: 'base64' });
    expect(shown.map(({ outcome, reason }) => reason ?? outcome)).toEqual([
      ...['header_value_missing', 'not_utf8', 'not_utf8', 'not_utf8', 'not_utf8', 'events'],
    ]);
    const [issues] = (await translate({ body, bodyEncoding: 'base64' }, 'issues')).shown;
    expect(issues?.reason).toBe('not_utf8');
  });

  test('has its event by name or in a header where the scheme reads it there, and the name counts', async () => {
    const headers = { 'X-GitHub-Event': 'push', 'x-other': 'Zoë' };
    const bodyFor = async (pasted: Members) =>
      (await evaluated({ body: '{}', ...pasted }, 'issues')).shown[0]?.body;
    expect(await bodyFor({ headers })).toBe('"push"');
    expect(await bodyFor({ event: 'issues' })).toBe('"issues"');
    expect(await bodyFor({ headers, event: 'issues' })).toBe('"issues"');
    const refused = await translate({ body: GIVEN, event: 'lead.created' });
    expect([refused.status, refused.code]).toEqual([400, 'invalid_body']);
  });

  test('of an unknown route or destination is 404, and a viewer is refused', async () => {
    expect(await translate({ body: '{}' }, 'nobody')).toMatchObject({ status: 404, code: 'unknown_route' });
    expect(await translate({ body: '{}', destination: 'b' })).toMatchObject({
      status: 404,
      code: 'unknown_route',
    });
    const viewer = await translate({ body: GIVEN }, 'a', TOKENS.viewer);
    expect([viewer.status, viewer.code, viewer.shown]).toEqual([403, 'forbidden_role', []]);
  });
});

test('bodies without end take a bounded time, a few at once, and hold up no delivery', async () => {
  await evaluated({ body: '{}' }, 'issues');
  const many = Array.from({ length: 8 }, () => translate({ body: GIVEN }, 'endless'));
  const delivered = await deliver(pair.gw, {
    ...{ route: 'issues', from: 'github', event: 'push' },
    body: '{"n":"beside"}',
  });
  const heard = await Promise.all(many);
  expect(delivered.outcome).toBe('accepted');
  expect(heard.filter(({ code }) => code === 'too_many_translations').length).toBeGreaterThan(0);
  const ends = heard.flatMap(({ shown }) => shown.map(({ outcome }) => outcome));
  expect(ends).toContain('untranslatable');
  for (const end of ends) expect(['untranslatable', 'overloaded']).toContain(end);
  expect((await evaluated({ body: '{}', event: 'a' }, 'issues')).status).toBe(200);
  pair.up.received.length = 0;
});

test('nothing is sent, claimed, counted, logged or audited', async () => {
  const body = GIVEN.replace('Ada', 'Grace-Hopper');
  await evaluated({ body });
  expect(pair.up.received).toEqual([]);
  expect(pair.gw.rawLog()).not.toContain('Grace-Hopper');
  expect(pair.gw.lines().filter(({ msg }) => msg === 'admin')).toEqual([]);
  expect(await pair.gw.metric('webhook_gateway_admin_writes_total')).toBe(0);
  expect((await deliver(pair.gw, { body })).outcome).not.toBe('duplicate');
});

test('the routes in force do it', async () => {
  await pair.gw.reload(configText(routes(pair.up.url, { payload: { jsonata: '"after"' } }), TOP));
  const [exact] = (await evaluated({ body: GIVEN, destination: 'exact' })).shown;
  expect(exact?.body).toBe('"after"');
});
