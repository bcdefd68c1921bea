/** An event's name that nobody signed decides as little as it can. GitHub's stands in a header beside the signed body. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { post, type Answer, type TestGateway } from '../helpers/gateway.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { randomPrefix } from '../helpers/redis.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';
import { destinationOf, routeTo } from './several.js';
import { freshBody, pairForTest, route, type Members } from './setup.js';

const SECRET = secretFor('github');

/** One captured delivery, under whatever name its holder writes beside it. */
function captured(
  gw: TestGateway,
  body: string,
): (event: string, more?: Record<string, string>) => Promise<Answer> {
  const headers = signHeaders('github', SECRET, body, { event: 'push' });
  return (event, more) => post(`${gw.url}/a`, body, { ...headers, 'X-GitHub-Event': event, ...more });
}

const FINAL = { verdicts: { final: ['422'] } };
const NAMES = ['push', 'issues', 'release', 'fork', 'watch', 'star', 'ping', 'create'];

describe.each([
  ['memory', () => ({})],
  ['Redis', () => ({ store: { url: sharedRedis(), prefix: randomPrefix() } })],
])('with a store in %s', (_, more: () => Members) => {
  async function github(events: readonly string[] = []) {
    const pair = await pairForTest({
      top: more(),
      routes: (url) => [route(url, { from: 'github', more: { events } })],
    });
    return { ...pair, send: captured(pair.gw, freshBody('x')) };
  }

  test('one captured delivery becomes four at the most; every further name is told to come again', async () => {
    const { gw, up, send } = await github();
    const answers: Answer[] = [];
    for (const name of NAMES) answers.push(await send(name));
    expect(answers.map(({ outcome }) => outcome)).toEqual([
      ...Array<string>(4).fill('accepted'),
      ...Array<string>(4).fill('event_reuse'),
    ]);
    expect(answers.slice(4).every(({ status }) => status >= 500)).toBe(true);
    expect(up.received).toHaveLength(4);
    expect(await gw.metric('webhook_gateway_event_reuse_total', { route: 'a' })).toBe(4);
    expect((await send('push')).outcome).toBe('duplicate');
  });

  test('fifty names at once become no more', async () => {
    const { up, send } = await github();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => send(`name_${'abcdefghij'[i % 10] ?? ''}${'abcde'[i % 5] ?? ''}`)),
    );
    expect(
      answers.every(({ outcome }) => ['accepted', 'duplicate', 'event_reuse'].includes(outcome ?? '')),
    ).toBe(true);
    expect(up.received.length).toBeLessThanOrEqual(4);
  });

  test('names whose deliveries failed take no place', async () => {
    const { up, send } = await github();
    up.reply(500);
    for (const name of NAMES) expect((await send(name)).outcome).toBe('failed');
    up.reply(200);
    expect((await send('push')).outcome).toBe('accepted');
    expect((await send('issues')).outcome).toBe('accepted');
  });

  test('a filtered delivery does not pass under another name, and passes as filtered as often as it comes', async () => {
    const { up, send } = await github(['push']);
    expect((await send('ping')).outcome).toBe('filtered');
    expect((await send('push')).outcome).toBe('event_reuse');
    expect((await send('ping')).outcome).toBe('filtered');
    expect(up.received).toHaveLength(0);
  });

  test('a stranger’s filtered copy behind the genuine delivery changes nothing for its retries', async () => {
    const { up, send } = await github(['push']);
    expect((await send('push')).outcome).toBe('accepted');
    expect((await send('ping')).outcome).toBe('filtered');
    expect((await send('push')).outcome).toBe('duplicate');
    expect(up.received).toHaveLength(1);
  });
});

const listed = (up: Upstream): unknown => up.received[0]?.headers['webhook-gateway-unsigned-headers'];

test('the receiver is told which of its headers nobody signed, in one list', async () => {
  const { gw, up } = await pairForTest({ routes: (url) => [route(url, { from: 'github' })] });
  await captured(gw, freshBody('x'))('push', { 'X-GitHub-Hook-ID': '42' });
  expect(listed(up)).toBe(
    'X-GitHub-Event, X-GitHub-Delivery, X-GitHub-Hook-ID, Webhook-Gateway-Event, Webhook-Gateway-Source-Id',
  );
});

test('a header of the destination’s scheme that says an unsigned name again is in the list', async () => {
  const { gw, up } = await pairForTest({
    routes: (url) => [route(url, { from: 'sentry', to: 'shopify' })],
  });
  const body = freshBody('x');
  const headers = signHeaders('sentry', secretFor('sentry'), body, { event: 'issue' });
  await post(`${gw.url}/a`, body, { ...headers, 'Sentry-Hook-Resource': 'issue', 'Request-ID': '1' });
  expect(up.received[0]?.headers['x-shopify-topic']).toBe('issue');
  expect(String(listed(up)).split(', ')).toEqual(
    expect.arrayContaining(['X-Shopify-Topic', 'Webhook-Gateway-Event', 'Webhook-Gateway-Source-Id']),
  );
});

test('what the operator sets in place of such a header is nobody else’s word', async () => {
  const destination = { headers: { 'X-Shopify-Topic': 'fixed/here' } };
  const { gw, up } = await pairForTest({
    routes: (url) => [route(url, { from: 'github', to: 'shopify', destination })],
  });
  await captured(gw, freshBody('x'))('push');
  expect(up.received[0]?.headers['x-shopify-topic']).toBe('fixed/here');
  expect(listed(up)).not.toContain('X-Shopify-Topic');
});

test.each([
  ['{"object_kind":"push"}', false],
  ['{}', true],
])('an event of gitlab-signed with the body %s comes from an unsigned place: %s', async (start, unsigned) => {
  const { gw, up } = await pairForTest({ routes: (url) => [route(url, { from: 'gitlab-signed' })] });
  const body = start.replace(/\}$/, `${start === '{}' ? '' : ','}"n":"${String(performance.now())}"}`);
  const headers = signHeaders('gitlab-signed', secretFor('gitlab-signed'), body);
  await post(`${gw.url}/a`, body, { ...headers, 'X-Gitlab-Event': 'Push Hook' });
  expect(up.received[0]?.headers['webhook-gateway-event']).toBe(unsigned ? 'Push Hook' : 'push');
  expect(String(listed(up)).includes('Webhook-Gateway-Event')).toBe(unsigned);
});

test('a source that signs its body whole and names its event inside has nothing unsigned to name', async () => {
  const { gw, up } = await pairForTest({ routes: (url) => [route(url, { from: 'svix' })] });
  const body = freshBody('x');
  await post(`${gw.url}/a`, body, signHeaders('svix', secretFor('svix'), body));
  expect(up.received).toHaveLength(1);
  expect(up.received[0]?.headers).not.toHaveProperty('webhook-gateway-unsigned-headers');
});

test('a header that should have gone on and cannot is named to the receiver and in the log', async () => {
  const { gw, up } = await pairForTest({ routes: (url) => [route(url, { from: 'github' })] });
  await captured(gw, freshBody('x'))('push', { 'X-GitHub-Hook-ID': '4'.repeat(4_097) });
  const [received] = up.received;
  expect(received?.headers).not.toHaveProperty('x-github-hook-id');
  expect(received?.headers['webhook-gateway-dropped-headers']).toBe('x-github-hook-id');
  expect(gw.lines()).toContainEqual(expect.objectContaining({ droppedHeaders: 'x-github-hook-id' }));
});

test('where all that should go on went on, nothing is named as dropped', async () => {
  const { gw, up } = await pairForTest({ routes: (url) => [route(url, { from: 'github' })] });
  await captured(gw, freshBody('x'))('push', { 'X-GitHub-Hook-ID': '42' });
  expect(up.received[0]?.headers).not.toHaveProperty('webhook-gateway-dropped-headers');
  expect(gw.lines().some((line) => 'droppedHeaders' in line)).toBe(false);
});

test('of several destinations one that refuses opens no further place: what another one took counts', async () => {
  const mail = await startUpstream(422);
  onTestFinished(() => mail.close());
  const { gw, up } = await pairForTest({
    top: { store: { url: sharedRedis(), prefix: randomPrefix() } },
    routes: (url) => [
      routeTo(
        [
          destinationOf('crm', url, FINAL),
          destinationOf('mail', mail.url, { ...FINAL, secrets: [secretFor('standard')] }),
        ],
        {
          mode: 'spill',
          more: { source: { scheme: 'github', secrets: [SECRET] } },
        },
      ),
    ],
  });
  up.reply(422);
  const refused = captured(gw, freshBody('x'));
  for (const name of NAMES) expect((await refused(name)).outcome).toBe('rejected');
  up.reply(200);
  const send = captured(gw, freshBody('x'));
  const answers: (string | undefined)[] = [];
  for (const name of NAMES) answers.push((await send(name)).outcome);
  expect(answers).toEqual([...Array<string>(4).fill('rejected'), ...Array<string>(4).fill('event_reuse')]);
  expect(up.received).toHaveLength(NAMES.length + 4);
  // A name that has its place may come again: only the one that refused is asked.
  expect((await send('push')).outcome).toBe('rejected');
  expect(up.received).toHaveLength(NAMES.length + 4);
});
