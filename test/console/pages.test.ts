/** Every page in a real browser, before two replicas on a real Redis. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliver } from '../gateway/setup.js';
import { startBrowser } from '../helpers/chromium.js';
import { secretFor } from '../helpers/sign.js';
import { expectManners, fill, goTo, settled, startWorld, TOKENS, visit, type World } from './setup.js';

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

const ADDRESSES = [
  '/',
  '/?open=leads,orders,never',
  '/deliveries',
  '/deliveries?live=on',
  '/refused',
  '/refused?route=leads&reason=mismatch',
  '/queue',
  '/configuration',
  '/configuration/windows',
  '/configuration/secrets',
  '/configuration/translate?route=orders',
];

describe('every page', () => {
  test.each(ADDRESSES)(
    '%s breaks no policy, no reader of screens and no narrow one, in light',
    async (address) => {
      const visited = await visit(browser, world.gw, address);
      await settled(visited.page);
      await expectManners(visited);
      await visited.context.close();
    },
  );

  test('is as readable in the dark', async () => {
    const visited = await visit(browser, world.gw, '/', { colorScheme: 'dark' });
    for (const address of ADDRESSES) {
      await goTo(visited.page, address);
      await settled(visited.page);
      await expectManners(visited);
    }
    await visited.context.close();
  });

  test('shows no secret, no signature and no token, and none is in what it was sent', async () => {
    const { page, context, answers } = await visit(browser, world.gw);
    const shown: string[] = [];
    for (const address of ADDRESSES) {
      await goTo(page, address);
      await settled(page);
      shown.push(await page.content());
    }
    await goTo(page, '/refused');
    await page
      .getByRole('region', { name: 'Refused deliveries', exact: true })
      .getByRole('link')
      .first()
      .click();
    await page.getByRole('heading', { name: 'Why, and what to change' }).waitFor();
    shown.push(await page.content(), ...(await answers()).map(({ text }) => text));
    const secrets = ['actuallycare', 'github', 'stripe', 'slack', 'svix', 'standard'].map((name) =>
      secretFor(name),
    );
    for (const hidden of [...secrets, ...Object.values(TOKENS), '0'.repeat(64)])
      expect(shown.filter((text) => text.includes(hidden)).length, 'a secret is shown').toBe(0);
    await context.close();
  });

  test('says how far its numbers reach: two replicas share the store', async () => {
    const { page, context } = await visit(browser, world.gw);
    for (const address of ['/', '/deliveries', '/refused', '/queue']) {
      await goTo(page, address);
      await page
        .getByText(/2 replicas/)
        .first()
        .waitFor();
    }
    await goTo(page, '/deliveries?live=on');
    await page
      .getByText(/this replica/)
      .first()
      .waitFor();
    await context.close();
  });
});

describe('the overview', () => {
  test('a route that nobody has sent to shows the URL for its provider and a line that sends', async () => {
    const { page, context } = await visit(browser, world.gw, '/?open=never');
    await page.getByText('https://YOUR-HOST/never').first().waitFor();
    await page
      .getByText(/webhook-gateway send --route never/)
      .first()
      .waitFor();
    await context.close();
  });

  test('a row unfolds to its destinations, and the address holds it', async () => {
    const { page, context } = await visit(browser, world.gw);
    await page
      .getByRole('button', { name: /orders/ })
      .first()
      .click();
    await page.getByRole('group', { name: 'Route orders' }).getByText('mail').first().waitFor();
    expect(page.url()).toContain('open=orders');
    await page.reload();
    await page.getByRole('group', { name: 'Route orders' }).getByText('crm').first().waitFor();
    await context.close();
  });
});

describe('deliveries', () => {
  test('every filter stands in the address, and a reload keeps it', async () => {
    const { page, context } = await visit(browser, world.gw, '/deliveries');
    await page.getByLabel('Route', { exact: true }).fill('leads');
    await page.keyboard.press('Enter');
    await page.getByLabel('Outcome').selectOption('accepted');
    await expect.poll(() => page.url()).toContain('route=leads&outcome=accepted');
    await page.reload();
    await page
      .getByRole('region', { name: 'Deliveries', exact: true })
      .getByText('accepted')
      .first()
      .waitFor();
    expect(await page.getByLabel('Route', { exact: true }).inputValue()).toBe('leads');
    await context.close();
  });

  test('one is shown with its way, its attempts and the secret that matched', async () => {
    const { page, context } = await visit(browser, world.gw, '/deliveries?route=leads&outcome=accepted');
    await page.getByRole('region', { name: 'Deliveries', exact: true }).getByRole('link').first().click();
    await page.getByRole('heading', { name: 'The way' }).waitFor();
    await page
      .getByRole('list', { name: 'Steps, from the receipt to the answer' })
      .getByText(/ms/)
      .first()
      .waitFor();
    await page.getByRole('heading', { name: 'Attempts at the receiver' }).waitFor();
    await page.getByText('secret-1').first().waitFor();
    await expectManners({ page, context, faults: [], answers: () => Promise.resolve([]) });
    await context.close();
  });

  test('are shown as they end, on the page that follows them', async () => {
    const { page, context } = await visit(browser, world.gw, '/deliveries?live=on&route=leads');
    await page.getByText('Following the deliveries').waitFor();
    const body = JSON.stringify({ event: 'lead.followed', timestamp: '2026-01-02T03:04:05Z', data: {} });
    await deliver(world.gw, { route: 'leads', body });
    await page
      .getByRole('region', { name: 'Deliveries as they end' })
      .getByText('lead.followed')
      .first()
      .waitFor();
    await context.close();
  });
});

test('a delivery that was refused shows its cause, the line to change, and what came beside what was expected', async () => {
  const { page, context } = await visit(browser, world.gw, '/refused?route=leads');
  await page
    .getByRole('region', { name: 'Refused deliveries', exact: true })
    .getByRole('link')
    .first()
    .click();
  await page.getByText('routes[0].source').first().waitFor();
  const table = page.getByRole('region', { name: 'What was expected beside what came' });
  await table
    .getByRole('row', { name: /signature.*X-Webhook-Signature.*sha256=‹hmac-sha256 in hex›.*sha256:/ })
    .waitFor();
  await context.close();
});

test('the queue shows what is due when, by destination', async () => {
  const { page, context } = await visit(browser, world.gw, '/queue?show=pending');
  const due = page.getByRole('list', { name: 'What is due when' });
  await due.getByRole('listitem').filter({ hasText: / h/ }).first().waitFor();
  await page.getByRole('region', { name: 'By destination' }).getByText('calls').first().waitFor();
  await context.close();
});

test('a body that is pasted is shown as each destination would get it', async () => {
  const { page, context } = await visit(browser, world.gw, '/configuration/translate?route=orders');
  await page.getByLabel('Body, as the provider sends it').fill('{"action":"opened"}');
  await page.getByLabel('Event, where the body does not say it').fill('issues');
  await page.getByRole('button', { name: 'Translate' }).click();
  for (const name of ['crm', 'mail']) {
    const region = page.getByRole('region', { name: `What ${name} would get` });
    await region.getByText('webhook-signature: [redacted]').waitFor();
  }
  await context.close();
});
