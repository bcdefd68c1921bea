/**
 * `npm run docs:screens`: the pictures of docs/console.md, taken by a real browser of the scene that `demo --keep` plays, in
 * both colour schemes.
 */
import { writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { playScene, type Chapter } from '../../src/commands/demo/scene.js';
import { openStage, type Stage } from '../../src/commands/demo/stage.js';
import { startBrowser } from '../helpers/chromium.js';
import { ROOT } from './markdown.js';

const EVERY_MS = 120;
const SIZE = { width: 1280, height: 800 };
const NEW_SECRET = 'a-secret-for-the-pictures-alone';
/** Refused ones that have piled up when the pictures of them are taken. */
const PILED_UP = 60;

const stop = new AbortController();
const stage = await openStage();
const browser = await startBrowser();
const chapters = new Map<Chapter, () => void>();
let refused = 0;

const played = playScene(stage, {
  ...{ every: EVERY_MS, stop: stop.signal, program: 'webhook-gateway', newSecret: NEW_SECRET },
  say(text) {
    if (/^\S+ {2}invalid_signature/.test(text)) refused++;
  },
  entered: (chapter) => chapters.get(chapter)?.(),
});

try {
  const pages = await Promise.all(
    (['light', 'dark'] as const).map((theme) => openConsole(browser, stage, theme)),
  );
  const both = async (name: string, act: (page: Page) => Promise<void>): Promise<void> => {
    for (const { page, theme } of pages) {
      await act(page);
      // What has moved, or is loading, has come to rest.
      await page.waitForTimeout(600);
      writeFileSync(
        `${ROOT}docs/images/console-${name}-${theme}.png`,
        await page.screenshot({ fullPage: name === 'overview' }),
      );
    }
  };
  await untilTrue(() => refused >= PILED_UP);
  await both('overview', (page) => open(page, '/?open=orders', 'Overview'));
  await both('refused', (page) => open(page, '/refused?route=orders', 'Refused'));
  await both('why', async (page) => {
    await page
      .getByRole('table', { name: 'Refused deliveries', exact: true })
      .getByRole('link')
      .first()
      .click();
    await page.getByRole('heading', { name: 'Why, and what to change' }).waitFor();
  });
  await both('windows', (page) => open(page, '/configuration/windows', 'Configuration'));
  const known = entered('known');
  writeFileSync(stage.shopifyFile, NEW_SECRET);
  await known;
  await both('verify', async (page) => {
    await open(page, '/refused?route=orders', 'Refused');
    await page
      .getByRole('button', { name: /^Verify all again: the route orders/ })
      .first()
      .click();
    await page.getByText(/ of .* genuine\./).waitFor();
  });
  const taken = entered('taken');
  await pages[0]?.page
    .getByRole('dialog')
    .getByRole('button', { name: /^Verify/ })
    .click();
  await taken;
  await pages[1]?.page.keyboard.press('Escape');
  await both('delivery', async (one) => {
    await open(one, '/deliveries?route=orders&outcome=accepted', 'Deliveries');
    await one.getByRole('table').getByRole('link').first().click();
    await one.getByRole('heading', { name: 'The way' }).waitFor();
  });
  await both('deliveries', (one) => open(one, '/deliveries', 'Deliveries'));
} finally {
  stop.abort();
  await played;
  await browser.close();
  await stage.close();
}

interface Shown {
  readonly page: Page;
  readonly theme: 'light' | 'dark';
}

async function openConsole(of: Browser, { adminUrl, secrets }: Stage, theme: Shown['theme']): Promise<Shown> {
  const page = await of.newPage({ viewport: SIZE, colorScheme: theme, locale: 'en-GB', timezoneId: 'UTC' });
  await page.goto(`${adminUrl}/#token=${secrets.adminToken}`);
  await page.locator('h1').first().waitFor();
  return { page, theme };
}

async function open(page: Page, address: string, title: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(`#${address}`)}`);
  while (!(await page.title()).startsWith(title)) await page.waitForTimeout(50);
  await page.locator('h1').first().waitFor();
  await page.mouse.move(0, 0);
}

function entered(chapter: Chapter): Promise<void> {
  return new Promise((resolve) => chapters.set(chapter, resolve));
}

async function untilTrue(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50));
}
