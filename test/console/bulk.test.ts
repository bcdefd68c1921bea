/** What the console lets an operator do with many at once: jobs, with a dry run before, progress, and a stop. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliver, freshBody } from '../gateway/setup.js';
import { startBrowser } from '../helpers/chromium.js';
import { post } from '../helpers/gateway.js';
import { signHeaders } from '../helpers/sign.js';
import { listed, perform, runJob, startJob } from './acting.js';
import { startWorld, visit, type World } from './setup.js';

let browser: Browser;
let world: World;

beforeAll(async () => {
  [browser, world] = await Promise.all([startBrowser(), startWorld()]);
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});

const OLD = 'the-secret-the-gateway-knows-first';
const NEW = 'the-secret-the-provider-has-by-now';

async function send(body: string): Promise<string | undefined> {
  return (await post(`${world.gw.url}/leads`, body, signHeaders('actuallycare', NEW, body))).outcome;
}

/** Refused under the old secret; the gateway has the new one by now. */
async function refusedBodies(count: number): Promise<readonly string[]> {
  await world.gw.reload(world.textWith(OLD));
  const bodies = Array.from({ length: count }, () => freshBody());
  for (const body of bodies) expect(await send(body)).toBe('invalid_signature');
  await world.gw.reload(world.textWith(NEW));
  return bodies;
}

test('refused deliveries are taken once the secret is right: one each, and late retries are duplicates', async () => {
  const bodies = await refusedBodies(3);
  const before = world.up.received.length;
  const { page, context } = await visit(browser, world.gw, '/refused?route=leads');
  const name = 'Verify all again: the route leads';
  await runJob(page, { name, matches: /3.*genuine/, confirm: /^Verify/ });
  await page.getByText('3 done').first().waitFor();
  expect(world.up.received.length).toBe(before + 3);
  for (const body of bodies) expect(await send(body)).toBe('duplicate');
  expect((await listed(world.gw, 'audit?what=startJob')).length).toBeGreaterThan(0);
  await context.close();
});

test('a job is stopped: what it did stays done, the rest stays as it is', async () => {
  await refusedBodies(6);
  const before = world.up.received.length;
  const { page, context } = await visit(browser, world.gw, '/refused?route=leads');
  const name = 'Verify all again: the route leads';
  const job = await startJob(page, { name, matches: /6.*genuine/, confirm: /^Verify/, rate: 1 });
  await expect.poll(() => world.up.received.length).toBeGreaterThan(before);
  expect(await perform(page, /^Stop the job/, 'Stop')).toMatch(/Stopped: \d done, \d left/);
  await job.getByText('stopped', { exact: true }).waitFor();
  const taken = world.up.received.length - before;
  expect(taken).toBeLessThan(6);
  await expect.poll(async () => (await listed(world.gw, 'refused?route=leads')).length).toBe(6 - taken);
  await context.close();
});

test('what the filter of deliveries matches is replayed, what was accepted only where that is asked for', async () => {
  // Redis, whose clock a queued delivery has its time by, may be some milliseconds behind.
  const since = new Date(Date.now() - 2_000).toISOString();
  for (let i = 0; i < 3; i++)
    expect((await deliver(world.gw, { route: 'orders', from: 'github' })).outcome).toBe('queued');
  const meant = `deliveries?route=orders&destination=crm&outcome=accepted&since=${since}`;
  await expect.poll(async () => (await listed(world.gw, meant)).length).toBe(3);
  const before = world.up.received.length;
  const { page, context } = await visit(browser, world.gw, `/${meant}`);
  await runJob(page, {
    name: 'Replay deliveries of orders',
    matches: /It matches.*3.*accepted/,
    confirm: 'Replay these',
  });
  await expect.poll(() => world.up.received.length).toBe(before + 3);
  await context.close();
});

test('dead letters are sent again, and dropped', async () => {
  const dead = async (): Promise<number> => (await listed(world.gw, 'dead?route=refusing')).length;
  for (let i = 0; i < 2; i++) await deliver(world.gw, { route: 'refusing', from: 'stripe' });
  await expect.poll(dead, { timeout: 10_000 }).toBe(2);
  const { page, context } = await visit(browser, world.gw, '/queue?route=refusing');
  world.failing.reply(200);
  await runJob(page, { name: /^Send again/, matches: /It matches/, confirm: /^Send again/ });
  await expect.poll(dead, { timeout: 10_000 }).toBe(0);
  world.failing.reply(503);
  await deliver(world.gw, { route: 'refusing', from: 'stripe' });
  await expect.poll(dead, { timeout: 10_000 }).toBe(1);
  await runJob(page, { name: /^Drop: dead letters/, matches: /It matches/, confirm: /^Drop/ });
  await expect.poll(dead, { timeout: 10_000 }).toBe(0);
  await context.close();
});

test('what is pending of a route is dropped, and the log has it as cancelled', async () => {
  const pending = async (): Promise<number> => (await listed(world.gw, 'pending?route=calls')).length;
  for (let i = 0; i < 2; i++) await deliver(world.gw, { route: 'calls', from: 'stripe' });
  await expect.poll(pending).toBe(2);
  const { page, context } = await visit(browser, world.gw, '/queue?route=calls&show=pending');
  await runJob(page, {
    name: 'Drop what is pending of calls',
    matches: /It matches.*2/,
    confirm: 'Drop what is pending',
  });
  await expect.poll(pending).toBe(0);
  const logged = await listed(world.gw, 'deliveries?route=calls');
  expect(logged.map(({ dead }) => dead)).toEqual(['cancelled', 'cancelled']);
  await context.close();
});
