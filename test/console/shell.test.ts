/** The console as a whole in a real browser: signing in, the way between pages, a gateway that goes away, what a role may see. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPage, startBrowser } from '../helpers/chromium.js';
import { startTestGateway } from '../helpers/gateway.js';
import { route, configText } from '../gateway/setup.js';
import {
  expectManners,
  fill,
  goTo,
  settled,
  startWorld,
  TOKENS,
  untilShown,
  visit,
  type World,
} from './setup.js';

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

describe('signing in', () => {
  test('the address that a run prints signs in, and keeps the token out of the address', async () => {
    const { page, context, faults } = await openPage(browser, `${world.gw.adminUrl}/#token=${TOKENS.viewer}`);
    await untilShown(page, 'Overview');
    expect(page.url()).not.toContain('token');
    expect(await page.content()).not.toContain(TOKENS.viewer);
    expect(await context.cookies()).toEqual([]);
    expect(await page.evaluate('localStorage.length')).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('the token is typed once, and a reload of the page keeps it', async () => {
    const { page, context } = await openPage(browser, world.gw.adminUrl);
    await page.getByLabel('Token of the admin API').fill('not-a-token-that-anybody-knows');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('does not know this token').waitFor();
    await page.getByLabel('Token of the admin API').fill(TOKENS.operator);
    await page.keyboard.press('Enter');
    await untilShown(page, 'Overview');
    await page.reload();
    await untilShown(page, 'Overview');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token of the admin API').waitFor();
    await context.close();
  });

  test('a gateway without a token says how to set one', async () => {
    const gw = await startTestGateway(configText([route(world.up.url)]));
    const { page, context, faults } = await openPage(browser, gw.adminUrl);
    await page.getByText('GATEWAY_ADMIN_TOKEN').first().waitFor();
    await expectManners({ page, context, faults, answers: () => Promise.resolve([]) });
    await context.close();
    await gw.stop();
  });
});

describe('between pages', () => {
  test('every page is reached by the keyboard, and says what it is', async () => {
    const { page, context, faults } = await visit(browser, world.gw);
    for (const title of ['Deliveries', 'Refused', 'Queue', 'Configuration', 'Overview']) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: title }).focus();
      await page.keyboard.press('Enter');
      await untilShown(page, title);
      expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN');
    }
    await page.goBack();
    await untilShown(page, 'Configuration');
    expect(faults).toEqual([]);
    await context.close();
  });

  test('an address that no page has says so', async () => {
    const { page, context } = await visit(browser, world.gw, '/nowhere');
    await page.getByRole('heading', { level: 1, name: 'No such page' }).waitFor();
    await context.close();
  });

  test('what to do about something is a page of its own', async () => {
    const visited = await visit(browser, world.gw, '/runbook/webhookgatewaystoredown');
    await visited.page.getByRole('heading', { level: 1, name: 'WebhookGatewayStoreDown' }).waitFor();
    await expectManners(visited);
    await visited.context.close();
  });
});

test('a gateway that goes away is told of, and the page comes back by itself', async () => {
  const text = configText([route(world.up.url)], {
    admin: { host: '127.0.0.1', port: 0, token: TOKENS.operator },
  });
  const gw = await startTestGateway(text);
  const { page, context } = await visit(browser, gw);
  const { port } = new URL(gw.adminUrl);
  await gw.stop();
  await page.getByText('The gateway has not answered since').waitFor({ timeout: 15_000 });
  const back = await startTestGateway(text.replace('"port":0,"token"', `"port":${port},"token"`));
  await page.getByText('The gateway has not answered since').waitFor({ state: 'hidden', timeout: 15_000 });
  await untilShown(page, 'Overview');
  await context.close();
  await back.stop();
});

describe('a role', () => {
  const PAGES = ['/', '/deliveries', '/refused', '/queue'];

  test('a viewer is sent no body, no value of a header and no configuration', async () => {
    const { page, context, answers } = await visit(browser, world.gw, '/', { role: 'viewer' });
    for (const address of PAGES) {
      await goTo(page, address);
      await settled(page);
    }
    await goTo(page, '/refused');
    await page.getByRole('table', { name: 'Refused deliveries' }).getByRole('link').first().click();
    await page.getByText('A token of the role viewer may not see it.').waitFor();
    for (const { url, text } of await answers()) {
      expect(text, url).not.toContain('lead.created","timestamp');
      expect(text, url).not.toContain('sha256:');
      expect(url).not.toContain('/api/config');
    }
    await context.close();
  });

  test.each(['viewer', 'reader'] as const)('a %s has no button that changes anything', async (role) => {
    const { page, context } = await visit(browser, world.gw, '/', { role });
    for (const address of PAGES) {
      await goTo(page, address);
      await settled(page);
      expect(await page.locator('button[aria-haspopup="dialog"]').count(), address).toBe(0);
    }
    await context.close();
  });
});
