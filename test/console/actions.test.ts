/** What the console lets an operator do with one thing, done in a real browser, with what it does at the gateway. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliver, freshBody } from '../gateway/setup.js';
import { startBrowser } from '../helpers/chromium.js';
import { post, type Answer } from '../helpers/gateway.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { listed, perform, runJob } from './acting.js';
import { fill, startWorld, visit, type World } from './setup.js';

let browser: Browser;
let world: World;

beforeAll(async () => {
  [browser, world] = await Promise.all([startBrowser(), startWorld()]);
  await fill(world);
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});

async function openFirst(page: Page, list: string): Promise<void> {
  await page.getByRole('region', { name: list, exact: true }).getByRole('link').first().click();
}

describe('a route', () => {
  test('is tested, paused on every replica, and resumed', async () => {
    const { page, context } = await visit(browser, world.gw, '/?open=leads');
    const before = world.up.received.length;
    const route = page.getByRole('group', { name: 'Route leads' });
    await route.waitFor();
    expect(await perform(page, /test.*leads/i, /test/i)).toMatch(/accepted/);
    expect(world.up.received.length).toBe(before + 1);
    await perform(page, /^Pause.*leads/, /Pause/);
    await expect.poll(async () => (await deliver(world.other, { route: 'leads' })).outcome).toBe('paused');
    await perform(page, /^Resume.*leads/, /Resume/);
    await expect.poll(async () => (await deliver(world.other, { route: 'leads' })).outcome).toBe('accepted');
    await context.close();
  });
});

describe('one delivery', () => {
  test('is forgotten, so that its retry passes', async () => {
    const body = freshBody();
    await deliver(world.gw, { route: 'leads', body });
    expect((await deliver(world.gw, { route: 'leads', body })).outcome).toBe('duplicate');
    const { page, context } = await visit(browser, world.gw, '/deliveries?route=leads&outcome=accepted');
    await openFirst(page, 'Deliveries');
    await perform(page, 'Forget this delivery', 'Forget');
    expect((await deliver(world.gw, { route: 'leads', body })).outcome).toBe('accepted');
    await context.close();
  });

  test('that waits is attempted now', async () => {
    const { page, context } = await visit(browser, world.gw, '/deliveries?route=calls&outcome=queued');
    await openFirst(page, 'Deliveries');
    const before = world.failing.received.length;
    await perform(page, 'Attempt this delivery now', /Attempt now/);
    await expect.poll(() => world.failing.received.length).toBeGreaterThan(before);
    await context.close();
  });

  test('that was accepted is replayed to the one destination that was chosen, under its message id', async () => {
    const { id } = await deliver(world.gw, { route: 'orders', from: 'github' });
    const arrived = (): number =>
      world.up.received.filter(({ headers }) => (headers['svix-id'] ?? headers['webhook-id']) === id).length;
    await expect
      .poll(async () => (await listed(world.gw, `deliveries?route=orders&id=${id}`)).length)
      .toBe(2);
    await expect.poll(arrived).toBe(2);
    const { page, context } = await visit(
      browser,
      world.gw,
      `/deliveries/${id}?route=orders&destination=mail`,
    );
    await perform(page, 'Replay this delivery', 'Replay');
    await expect.poll(arrived).toBe(3);
    await context.close();
  });
});

/** One body of GitHub's under so many names that the last is refused. */
async function reused(): Promise<() => Promise<Answer>> {
  const body = freshBody();
  const headers = signHeaders('github', secretFor('github'), body, { event: 'push' });
  const send = (event: string): Promise<Answer> =>
    post(`${world.gw.url}/orders`, body, { ...headers, 'X-GitHub-Event': event });
  for (const event of ['push', 'issues', 'release', 'fork'])
    expect((await send(event)).outcome).toBe('queued');
  return () => send('watch');
}

describe('one refused delivery', () => {
  test('that came under other names before is allowed, and passes when it comes next', async () => {
    const send = await reused();
    expect((await send()).outcome).toBe('event_reuse');
    const { page, context } = await visit(browser, world.gw, '/refused?route=orders');
    await openFirst(page, 'Refused deliveries');
    expect(await perform(page, /^Allow /, 'Allow')).toMatch(/next copy passes/);
    expect((await send()).outcome).toBe('queued');
    await context.close();
  });

  test('is verified again alone, leaves the list, and its late retry is a duplicate', async () => {
    const [old, secret] = ['the-secret-the-gateway-knows-first', 'the-secret-the-provider-has-by-now'];
    const bodies = [freshBody(), freshBody()] as const;
    const send = async (body: string): Promise<string | undefined> =>
      (await post(`${world.gw.url}/leads`, body, signHeaders('actuallycare', secret, body))).outcome;
    await world.gw.reload(world.textWith(old));
    for (const body of bodies) expect(await send(body)).toBe('invalid_signature');
    await world.gw.reload(world.textWith(secret));
    const before = world.up.received.length;
    const { page, context } = await visit(browser, world.gw, '/refused?route=leads');
    await openFirst(page, 'Refused deliveries');
    await runJob(page, {
      name: 'Verify this delivery again',
      matches: /1 of 1 is genuine/,
      confirm: 'Verify again',
    });
    await page.getByText('It left the list').waitFor();
    expect(world.up.received.length).toBe(before + 1);
    // The newest stands first in the list.
    expect(await send(bodies[1])).toBe('duplicate');
    await context.close();
  });
});
