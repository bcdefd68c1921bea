/** The console keeps to what it was told: what is half typed, what is lost, what there is nothing of, and what has no room. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { deliver } from '../gateway/setup.js';
import { startBrowser, tooWide } from '../helpers/chromium.js';
import { listed } from './acting.js';
import { expectManners, fill, goTo, settled, startWorld, untilShown, visit, type World } from './setup.js';

let browser: Browser;
let world: World;

beforeAll(async () => {
  [browser, world] = await Promise.all([startBrowser(), startWorld()]);
  await fill(world);
  await deliver(world.gw, { route: 'refusing', from: 'stripe' });
  const given = async (): Promise<void> => {
    expect((await listed(world.gw, 'dead')).length).toBe(1);
  };
  await vi.waitFor(given, { timeout: 10_000 });
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});

describe('a filter that is being typed', () => {
  test('is taken to no other page', async () => {
    const { page, context } = await visit(browser, world.gw, '/queue');
    await goTo(page, '/deliveries');
    await untilShown(page, 'Deliveries');
    await page.locator('input[name=route]').pressSequentially('leads');
    await page.goBack();
    await untilShown(page, 'Queue');
    await settled(page);
    expect(page.url()).toMatch(/#\/queue$/);
    expect(await page.locator('select[name=route]').inputValue()).toBe('');
    await context.close();
  });

  test('is dropped by the way back, which leads to what the address says', async () => {
    const { page, context } = await visit(browser, world.gw, '/deliveries');
    await goTo(page, '/deliveries?outcome=accepted');
    const field = page.locator('input[name=event]');
    await field.pressSequentially('half');
    await page.goBack();
    await expect.poll(() => field.inputValue()).toBe('');
    await page.locator('input[name=route]').focus();
    expect(page.url()).toMatch(/#\/deliveries$/);
    await context.close();
  });
});

describe('bulk work', () => {
  const opened = async (address: string, name: string | RegExp) => {
    const { page, context } = await visit(browser, world.gw, address);
    await page.getByRole('button', { name }).first().click();
    const dialog = page.getByRole('dialog');
    return { page, context, dialog };
  };

  test('that the gateway did not answer may have begun, and the dialog says so', async () => {
    const { page, context, dialog } = await opened('/queue?route=refusing', /^Send again/);
    await dialog.getByText('It matches 1 dead letter.').waitFor();
    await page.route('**/api/jobs', (asked) => asked.abort());
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await dialog.getByText('Look at the jobs before you start it again.').waitFor();
    await context.close();
  });

  test('that the store could not count is counted as soon as it answers', async () => {
    const { page, context } = await visit(browser, world.gw, '/queue?route=refusing');
    const problem = { title: 'The store does not answer.', code: 'store_unavailable' };
    const answer = { status: 503, contentType: 'application/problem+json', json: problem };
    await page.route('**/api/jobs', (asked) => asked.fulfill(answer), { times: 1 });
    await page
      .getByRole('button', { name: /^Send again/ })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The store does not answer.').waitFor();
    await dialog.getByText('It matches 1 dead letter.').waitFor();
    expect(await dialog.getByText('The store does not answer.').count()).toBe(0);
    await context.close();
  });

  test('has no button where nothing is genuine, nothing matches, or the rate is none', async () => {
    const forged = await opened('/refused?route=leads', 'Verify all again: the route leads');
    await forged.dialog.getByText(/It is not genuine as the configuration is now/).waitFor();
    expect(await forged.dialog.getByRole('button', { name: 'Verify all again' }).isDisabled()).toBe(true);
    await forged.context.close();
    const { context, dialog } = await opened('/queue?route=refusing', /^Send again/);
    const start = dialog.getByRole('button', { name: 'Send again' });
    await expect.poll(() => start.isEnabled()).toBe(true);
    await dialog.getByRole('spinbutton').fill('');
    expect(await start.isDisabled()).toBe(true);
    await dialog.getByText('a whole number from 1 to').waitFor();
    await context.close();
    const none = await opened('/queue?route=calls', /^Drop: dead letters/);
    await none.dialog.getByText('It matches nothing.').waitFor();
    expect(await none.dialog.getByRole('button', { name: 'Drop' }).isDisabled()).toBe(true);
    await none.context.close();
  });

  test('asks in the middle of the page, whatever it was opened from', async () => {
    const { page, context, dialog } = await opened('/queue?show=pending', /^Attempt now/);
    await dialog.waitFor();
    const style = await page.evaluate(`(() => {
      const { whiteSpace, textAlign } = getComputedStyle(document.querySelector('dialog'));
      return [whiteSpace, textAlign];
    })()`);
    expect(style).toEqual(['normal', 'start']);
    await context.close();
  });
});

/** What of the times, and of the buttons, lies outside of its cell or of the list. */
async function cut(page: Page): Promise<readonly string[]> {
  return page.evaluate(`[...document.querySelectorAll('.rows .row:not(.head) > span')]
    .filter((cell) => cell.querySelector('time, button:not(.copy)') && cell.offsetWidth > 0)
    .filter((cell) => cell.scrollWidth > cell.clientWidth + 1
      || cell.getBoundingClientRect().right > cell.closest('.rows').getBoundingClientRect().right
      || cell.getBoundingClientRect().bottom > cell.parentElement.getBoundingClientRect().bottom)
    .map((cell) => cell.textContent)`);
}

describe.each<BrowserContextOptions>([{ locale: 'en-US' }, { locale: 'de-DE' }])('in %j', (options) => {
  test('no time is cut, today and on another day, however wide the page', async () => {
    const { page, context } = await visit(browser, world.gw, '/', options);
    for (const days of [0, 1]) {
      await page.clock.setFixedTime(Date.now() + days * 86_400_000);
      for (const address of ['/deliveries', '/refused', '/queue', '/queue?show=pending']) {
        await goTo(page, '/');
        await goTo(page, address);
        await page.locator('.rows time').first().waitFor();
        for (const width of [320, 768, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          expect(await cut(page), `${address} at ${width}, after ${days} days`).toEqual([]);
          await expect.poll(() => tooWide(page), { message: `${address} at ${width}` }).toEqual([]);
        }
      }
    }
    await context.close();
  });
});

test('a runbook page is about the route that led to it, and leads back', async () => {
  const visited = await visit(browser, world.gw, '/runbook/webhookgatewayreceiverrefusesus?route=calls');
  const { page, context } = visited;
  await page.getByText('webhook-gateway routes test calls').first().waitFor();
  await page.getByRole('main').getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('group', { name: 'Route calls' }).waitFor();
  await expectManners(visited);
  await context.close();
});
