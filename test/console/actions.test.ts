/** Everything that the console lets an operator do, done in a real browser, with what it does at the gateway. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliver, freshBody } from '../gateway/setup.js';
import { startBrowser } from '../helpers/chromium.js';
import { signHeaders } from '../helpers/sign.js';
import { post } from '../helpers/gateway.js';
import { readLine } from '../helpers/command-lines.js';
import { fill, goTo, startWorld, TOKENS, visit, type World } from './setup.js';

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

/** Presses it, sees that the command line is one that the program takes, and confirms. @returns what it says then */
async function perform(page: Page, name: string | RegExp, confirm: string | RegExp): Promise<string> {
  await page.getByRole('button', { name }).first().click();
  const dialog = page.getByRole('dialog');
  const line = await dialog.locator('.command code').first().textContent();
  expect(readLine(line ?? '').command).not.toBe('');
  await dialog.getByRole('button', { name: confirm }).click();
  await dialog.locator('.done').waitFor();
  const said = await dialog.locator('.done').textContent();
  await dialog.getByRole('button', { name: 'Close' }).click();
  return said ?? '';
}

async function asked(path: string): Promise<{ readonly data: readonly Record<string, unknown>[] }> {
  const headers = { Authorization: `Bearer ${TOKENS.operator}` };
  const response = await fetch(`${world.gw.adminUrl}/api/${path}`, { headers });
  return (await response.json()) as { data: Record<string, unknown>[] };
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
    await page.getByRole('region', { name: 'Deliveries', exact: true }).getByRole('link').first().click();
    await perform(page, /^Forget/, 'Forget');
    expect((await deliver(world.gw, { route: 'leads', body })).outcome).toBe('accepted');
    await context.close();
  });

  test('that waits is attempted now', async () => {
    const { page, context } = await visit(browser, world.gw, '/deliveries?route=calls&outcome=queued');
    await page.getByRole('region', { name: 'Deliveries', exact: true }).getByRole('link').first().click();
    const before = world.failing.received.length;
    await perform(page, /^Attempt/, /Attempt now/);
    await expect.poll(() => world.failing.received.length).toBeGreaterThan(before);
    await context.close();
  });
});

test('refused deliveries are taken once the secret is right: dry run, progress, one each, and late retries are duplicates', async () => {
  const [old, secret] = ['the-secret-the-gateway-knows-first', 'the-secret-the-provider-has-by-now'];
  await world.gw.reload(world.textWith(old));
  const bodies = [freshBody(), freshBody(), freshBody()];
  const send = async (body: string) => {
    const headers = signHeaders('actuallycare', secret, body);
    return (await post(`${world.gw.url}/leads`, body, headers)).outcome;
  };
  for (const body of bodies) expect(await send(body)).toBe('invalid_signature');
  await world.gw.reload(world.textWith(secret));
  const before = world.up.received.length;
  const { page, context } = await visit(browser, world.gw, '/refused?route=leads');
  await page.getByRole('button', { name: 'Verify all again: the route leads' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/3.*genuine/).waitFor();
  await dialog.getByRole('button', { name: /^Verify/ }).click();
  await page.getByText('3 done').first().waitFor();
  expect(page.url()).toContain('job=');
  expect(world.up.received.length).toBe(before + 3);
  for (const body of bodies) expect(await send(body)).toBe('duplicate');
  expect((await asked('audit?what=startJob')).data.length).toBeGreaterThan(0);
  await context.close();
});

test('dead letters are sent again, and dropped, after a dry run, by jobs that show their progress', async () => {
  const { page, context } = await visit(browser, world.gw, '/queue');
  const ended = async (): Promise<void> => {
    await page.getByRole('region', { name: /^Job / }).first().getByText('done', { exact: true }).waitFor();
  };
  const bulk = async (name: RegExp, matches: RegExp, confirm: RegExp): Promise<void> => {
    await page.getByRole('button', { name }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(matches).first().waitFor();
    expect(readLine((await dialog.locator('.command code').first().textContent()) ?? '').command).not.toBe(
      '',
    );
    await dialog.getByRole('button', { name: confirm }).click();
    await ended();
  };
  const dead = async (): Promise<number> => (await asked('dead?route=refusing')).data.length;
  for (let i = 0; i < 2; i++) await deliver(world.gw, { route: 'refusing', from: 'stripe' });
  await expect.poll(dead, { timeout: 10_000 }).toBe(2);
  await goTo(page, '/queue?route=refusing');
  world.failing.reply(200);
  await bulk(/^Send again/, /It matches/, /^Send again/);
  await expect.poll(dead, { timeout: 10_000 }).toBe(0);
  world.failing.reply(503);
  await deliver(world.gw, { route: 'refusing', from: 'stripe' });
  await expect.poll(dead, { timeout: 10_000 }).toBe(1);
  await bulk(/^Drop: dead letters/, /It matches/, /^Drop/);
  await expect.poll(dead, { timeout: 10_000 }).toBe(0);
  await context.close();
});
