/** Lists of ten thousand rows, and a tail that is faster than anybody reads. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser } from '../helpers/chromium.js';
import { startApi, TOKEN, type TestApi } from '../helpers/api.js';
import { detailOf, FakeOperations, T0 } from '../helpers/operations.js';
import { visitAs } from './setup.js';

const MANY = 10_000;

let browser: Browser;
let api: TestApi;

beforeAll(async () => {
  const log = Array.from({ length: MANY }, (_, i) =>
    detailOf({ id: `msg_${i}`, event: `lead.number_${i}`, receivedAt: T0 - i }),
  );
  [browser, api] = await Promise.all([startBrowser(), startApi(new FakeOperations({ log }))]);
});
afterAll(async () => {
  await browser.close();
  await api.stop();
});

test('ten thousand deliveries stand on one page, of which few are elements', async () => {
  const { page, context } = await visitAs(browser, api.url, TOKEN, '/deliveries?rows=10000');
  const list = page.getByRole('region', { name: 'Deliveries', exact: true });
  await expect
    .poll(() => list.getByRole('table').getAttribute('aria-rowcount'), { timeout: 20_000 })
    .toBe(`${MANY + 1}`);
  expect(await list.getByRole('row').count()).toBeLessThan(100);
  await list.focus();
  await page.keyboard.press('End');
  await list.getByText('lead.number_0', { exact: true }).waitFor();
  expect(await list.getByRole('row').count()).toBeLessThan(100);
  await context.close();
});

test('a burst of a tail is shown, the newest on top, and the page goes on answering', async () => {
  const { page, context, faults } = await visitAs(browser, api.url, TOKEN, '/deliveries?live=on');
  await page.getByText('Following the deliveries').waitFor();
  const list = page.getByRole('region', { name: 'Deliveries as they end' });
  for (let i = 0; i < 2_000; i++) {
    const entry = detailOf({ id: `msg_b${i}`, event: `lead.burst_${i}` });
    for (const tail of api.operations.tails) tail.hear('delivery', entry);
    // As fast as a thousand a second, and no faster than a socket is read.
    if (i % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await list.getByText('lead.burst_1999').first().waitFor();
  expect(await list.getByRole('row').count()).toBeLessThan(100);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused; what comes is kept').waitFor();
  expect(faults).toEqual([]);
  await context.close();
});
