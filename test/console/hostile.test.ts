/** What strangers and receivers may write is text on every page, and nothing else. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliver, route, startPair, type Pair } from '../gateway/setup.js';
import { startBrowser } from '../helpers/chromium.js';
import { post } from '../helpers/gateway.js';
import { exchange } from '../helpers/raw.js';
import { goTo, settled, TOKENS, visit } from './setup.js';

const HOSTILE = `"><img src=x onerror="window.hit=1"><script>window.hit=1</script>'{{7*7}}\u202e`;
/** Short enough to be taken for a name. */
const EVENT = '<img/src=x onerror=window.hit=1>';
const IN_PATH = '/%3Cscript%3Ewindow.hit=1%3C/script%3E"><svg/onload=window.hit=1>';
const IN_NAME = "x-'!#$%&*^_`|~-hit";

let browser: Browser;
let pair: Pair;

beforeAll(async () => {
  const admin = { host: '127.0.0.1', port: 0, token: TOKENS.operator };
  const answer = { status: 500, headers: { 'Content-Type': 'text/html' }, body: HOSTILE };
  [browser, pair] = await Promise.all([
    startBrowser(),
    startPair({
      reply: answer,
      top: { admin, server: { trustedProxies: ['127.0.0.1'] } },
      routes: (url) => [route(url), route(url, { name: 'b', from: 'svix' })],
    }),
  ]);
  const body = JSON.stringify({
    event: EVENT,
    timestamp: '2026-01-02T03:04:05Z',
    data: { [HOSTILE]: HOSTILE },
  });
  await deliver(pair.gw, { body });
  await deliver(pair.gw, { route: 'b', from: 'svix', body: JSON.stringify({ type: EVENT }) });
  // Refused: its signature, header names and values are as a stranger writes them.
  await deliver(pair.gw, {
    body,
    headers: { 'X-Webhook-Signature': HOSTILE.replaceAll('\u202e', ''), [IN_NAME]: '<b>' },
  });
  await post(`${pair.gw.url}/a`, HOSTILE, {
    'Content-Type': 'text/html',
    'X-Forwarded-For': '<script>window.hit=1</script>',
  });
  const { port } = new URL(pair.gw.url);
  await exchange(
    Number(port),
    `POST ${IN_PATH} HTTP/1.1\r\nHost: <script>\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
  );
});
afterAll(async () => {
  await browser.close();
  await pair.stop();
});

async function hrefsOf(links: Locator): Promise<readonly string[]> {
  await links.first().waitFor();
  return Promise.all((await links.all()).map(async (link) => (await link.getAttribute('href')) ?? ''));
}

async function expectHarmless(page: Page, faults: readonly string[]): Promise<void> {
  await settled(page);
  expect(await page.evaluate('window.hit')).toBeUndefined();
  expect(await page.locator('img, script:not([src]), iframe, object, embed').count()).toBe(0);
  expect(faults).toEqual([]);
}

test('lists of what came show it as text', async () => {
  const { page, context, faults } = await visit(browser, pair.gw);
  for (const address of [
    '/',
    '/?open=a,b',
    '/deliveries',
    '/refused',
    '/refused?route=_unmatched',
    '/queue',
    '/configuration',
  ]) {
    await goTo(page, address);
    await expectHarmless(page, faults);
  }
  await goTo(page, '/deliveries');
  await page.getByRole('region', { name: 'Deliveries', exact: true }).getByText(EVENT).first().waitFor();
  await context.close();
});

test("one delivery shows its body, its event and the receiver's words as text", async () => {
  const { page, context, faults } = await visit(browser, pair.gw, '/deliveries');
  const links = page
    .getByRole('region', { name: 'Deliveries', exact: true })
    .getByRole('row')
    .getByRole('link');
  const hrefs = await hrefsOf(links);
  expect(hrefs.length).toBeGreaterThan(1);
  for (const href of hrefs) {
    await goTo(page, href.replace('#', ''));
    await expectHarmless(page, faults);
  }
  await page.getByText('onerror="window.hit=1"').first().waitFor();
  await context.close();
});

test('one refused delivery shows headers and body as text', async () => {
  const { page, context, faults } = await visit(browser, pair.gw, '/refused');
  const links = page.getByRole('region', { name: 'Refused deliveries', exact: true }).getByRole('link');
  const hrefs = await hrefsOf(links);
  expect(hrefs.length).toBeGreaterThan(2);
  for (const href of hrefs) {
    await goTo(page, href.replace('#', ''));
    const others = page.locator('summary').first();
    if ((await others.count()) > 0) await others.click();
    await expectHarmless(page, faults);
  }
  await context.close();
});

test.each([
  `/deliveries?event=${HOSTILE}`,
  `/deliveries/${HOSTILE}?route=${HOSTILE}`,
  `/refused/${HOSTILE}`,
  `/runbook/${HOSTILE}`,
  `/?open=${HOSTILE}&name=${HOSTILE}&job=${HOSTILE}`,
  `/queue?job=${HOSTILE}&route=${HOSTILE}`,
  `/configuration/${HOSTILE}`,
  '/deliveries/%E0%A4%A',
])('an address with %j in it does nothing', async (address) => {
  const { page, context, faults } = await visit(browser, pair.gw, address);
  await expectHarmless(page, faults);
  await context.close();
});
