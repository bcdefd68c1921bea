/** SIGHUP: a good configuration takes over in one moment, a faulty one not at all. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lead, leadsConfig, PATH, RECEIVER_SECRET, SOURCE_SECRET } from '../../helpers/leads.js';
import { createSender, startLoad, tally } from '../../helpers/load.js';
import { startGatewayProcess, type GatewayProcess } from '../../helpers/process.js';
import { until } from '../../helpers/servers.js';
import { startUpstream, type Upstream } from '../../helpers/upstream.js';

const SUCCESSFUL = 'webhook_gateway_config_last_reload_successful';

let before: Upstream;
let after: Upstream;
let gateway: GatewayProcess;

beforeEach(async () => {
  [before, after] = await Promise.all([startUpstream(), startUpstream()]);
  gateway = await startGatewayProcess({ config: leadsConfig({ receiver: before.url }) });
});
afterEach(async () => {
  await Promise.all([gateway.stop(), before.close(), after.close()]);
});

async function reload(config: string): Promise<void> {
  const so = (): number => gateway.said().split(/^reload(?:ed| refused)/m).length;
  const times = so();
  gateway.rewrite(config);
  gateway.kill('SIGHUP');
  await until('it says what became of it', () => so() > times);
}

const more = `  - name: more
    path: /more
    source: { scheme: actuallycare, secrets: ["${SOURCE_SECRET}"] }
    destination: { url: "http://127.0.0.1:1", scheme: svix, secrets: ["${RECEIVER_SECRET}"] }
`;

describe('a good configuration', () => {
  test('takes over under load without a single refusal; the new receiver gets what comes from then on', async () => {
    const send = createSender(true);
    const load = startLoad(30, () => send(gateway.url + PATH, lead()));
    await sleep(300);
    for (let i = 0; i < 6; i++) {
      await reload(leadsConfig({ receiver: (i % 2 === 0 ? after : before).url }) + (i % 2 === 0 ? more : ''));
      await sleep(100);
    }
    await reload(leadsConfig({ receiver: after.url }));
    before.received.length = 0;
    await sleep(300);
    const sent = await load.stop();
    expect(Object.keys(tally(sent))).toEqual(['accepted']);
    expect(after.received.length).toBeGreaterThan(0);
    // At most those that were on their way at that moment.
    expect(before.received.length).toBeLessThanOrEqual(30);
    expect(await gateway.metric(SUCCESSFUL)).toBe(1);
  });

  test('adds routes and takes them away', async () => {
    const send = createSender(false);
    expect((await send(`${gateway.url}/more`, lead())).status).toBe(404);
    await reload(leadsConfig({ receiver: before.url }) + more);
    expect((await send(`${gateway.url}/more`, lead())).outcome).toBe('unreachable');
    await reload(leadsConfig({ receiver: before.url }));
    expect((await send(`${gateway.url}/more`, lead())).status).toBe(404);
  });

  test('leaves requests in flight on the old one', async () => {
    let answer: () => void = () => undefined;
    before.reply((_request, response) => {
      answer = () => response.writeHead(201).end();
    });
    const open = createSender(true)(gateway.url + PATH, lead());
    await until('the old receiver has it', () => before.received.length === 1);
    await reload(leadsConfig({ receiver: after.url }).replace(PATH, '/elsewhere'));
    answer();
    expect(await open).toMatchObject({ status: 201, outcome: 'accepted' });
    expect(after.received).toHaveLength(0);
  });

  test('brings a new secret along, and the old one no longer passes', async () => {
    const send = createSender(false);
    await reload(
      leadsConfig({ receiver: before.url }).replace(SOURCE_SECRET, 'another-secret-of-the-source'),
    );
    expect((await send(gateway.url + PATH, lead())).outcome).toBe('invalid_signature');
  });

  test('remembers deliveries accepted before it', async () => {
    const send = createSender(false);
    const one = lead();
    await send(gateway.url + PATH, one);
    await reload(leadsConfig({ receiver: after.url }));
    expect((await send(gateway.url + PATH, one)).outcome).toBe('duplicate');
  });
});

describe('is refused whole, the key named, and the old one stays:', () => {
  const good = (): string => leadsConfig({ receiver: after.url });
  const refused: readonly [what: string, key: string, config: () => string][] = [
    [
      'a faulty value',
      'routes[0].destination.url',
      () => good().replace(/url: "http:[^"]*"/, 'url: "ftp://x"'),
    ],
    ['text that is no YAML', 'gateway.yaml:3:10', () => 'routes: ['],
    ['another port', 'server.port', () => `server: { host: 127.0.0.1, port: 8099 }\n${good()}`],
    ['another admin port', 'admin.port', () => `admin: { host: 127.0.0.1, port: 9099 }\n${good()}`],
    ['another store', 'store.url', () => good().replace('memory:', 'redis://127.0.0.1:1')],
    ['another prefix', 'store.prefix', () => good().replace('prefix: whgw', 'prefix: other')],
  ];

  test.each(refused)('%s', async (_, key, config) => {
    await reload(config());
    expect(gateway.said()).toMatch(
      new RegExp(`^reload refused: \\S*${key.replaceAll(/[[\].]/g, '\\$&')}: `, 'm'),
    );
    expect(await gateway.metric(SUCCESSFUL)).toBe(0);
    expect((await createSender(false)(gateway.url + PATH, lead())).outcome).toBe('accepted');
    expect(before.received).toHaveLength(1);

    await reload(good());
    expect(await gateway.metric(SUCCESSFUL)).toBe(1);
  });
});
