/** What the tests in a browser share: two replicas on the shared Redis, receivers behind them, and deliveries that ended in each way. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { configText, deliver, freshBody, route, type Members } from '../gateway/setup.js';
// The pages are what a build makes.
import '../helpers/program.js';
import { accessibilityFaults, openPage, tooWide, type WatchedPage } from '../helpers/chromium.js';
import { startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { randomPrefix } from '../helpers/redis.js';
import { secretFor } from '../helpers/sign.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';

export const TOKENS = {
  operator: 'an-operator-token-of-a-good-length',
  reader: 'a-reader-token-that-is-long-enough',
  viewer: 'a-viewer-token-that-is-long-enough',
} as const;
export type Role = keyof typeof TOKENS;

export interface World {
  /** Two replicas of one prefix; pages are of the first. */
  readonly gw: TestGateway;
  readonly other: TestGateway;
  readonly up: Upstream;
  /** Refuses for now what comes. */
  readonly failing: Upstream;
  /** The configuration with another secret of the source of `leads`. */
  readonly textWith: (secret: string) => string;
  stop(): Promise<void>;
}

const ADMIN = {
  host: '127.0.0.1',
  port: 0,
  tokens: Object.entries(TOKENS).map(([role, value]) => ({ literal: value, name: `a-${role}`, role })),
};
const KEPT = { deliveries: { log: 'store' } };

/** Direct; queued with two destinations; queued and failing for long; given up at once; and one that nobody sent to. */
export function routesOf(url: string, failing: string, secret?: string): readonly Members[] {
  const schedule = { mode: 'queued', schedule: ['1h', '1h'] };
  const standard = { scheme: 'standard', secrets: [secretFor('standard')] };
  const orders = Object.entries(route(url, { name: 'orders', from: 'github' })).filter(
    ([key]) => key !== 'destination',
  );
  return [
    route(url, {
      name: 'leads',
      ...(secret !== undefined && { source: { secrets: [secret] } }),
      more: KEPT,
    }),
    {
      ...Object.fromEntries(orders),
      destinations: [
        { name: 'crm', url, ...standard },
        { name: 'mail', url, ...standard },
      ],
      delivery: { mode: 'queued' },
      ...KEPT,
    },
    route(failing, { name: 'calls', from: 'stripe', more: { ...KEPT, delivery: schedule } }),
    route(failing, {
      ...{ name: 'refusing', from: 'stripe' },
      more: { ...KEPT, delivery: { mode: 'queued', schedule: ['10ms'] } },
    }),
    route(url, { name: 'never', from: 'slack', more: KEPT }),
  ];
}

export async function startWorld(): Promise<World> {
  const [up, failing] = await Promise.all([startUpstream(200), startUpstream(503)]);
  const store = { url: sharedRedis(), prefix: randomPrefix() };
  const textWith = (secret?: string): string =>
    configText(routesOf(up.url, failing.url, secret), { store, admin: ADMIN });
  const text = textWith();
  const gw = await startTestGateway(text);
  const other = await startTestGateway(text);
  return {
    ...{ gw, other, up, failing, textWith },
    async stop() {
      await Promise.all([gw.stop(), other.stop()]);
      await Promise.all([up.close(), failing.close()]);
    },
  };
}

/** One delivery that ends in each of the ways that pages show. */
export async function fill({ gw, other }: World): Promise<void> {
  const body = freshBody();
  expect((await deliver(gw, { route: 'leads', body })).outcome).toBe('accepted');
  expect((await deliver(other, { route: 'leads', body })).outcome).toBe('duplicate');
  expect((await deliver(gw, { route: 'orders', from: 'github' })).outcome).toBe('queued');
  expect((await deliver(gw, { route: 'calls', from: 'stripe' })).outcome).toBe('queued');
  const forged = { 'X-Webhook-Signature': `sha256=${'0'.repeat(64)}` };
  expect((await deliver(gw, { route: 'leads', headers: forged })).outcome).toBe('invalid_signature');
}

/** @param address of the page, such as `/deliveries?route=leads` */
export async function visit(
  browser: Browser,
  { adminUrl }: Pick<TestGateway, 'adminUrl'>,
  address = '/',
  { role = 'operator', ...options }: BrowserContextOptions & { readonly role?: Role } = {},
): Promise<WatchedPage> {
  return visitAs(browser, adminUrl, TOKENS[role], address, options);
}

/** The same with any token. */
export async function visitAs(
  browser: Browser,
  adminUrl: string,
  token: string,
  address: string,
  options?: BrowserContextOptions,
): Promise<WatchedPage> {
  const visited = await openPage(browser, `${adminUrl}/#token=${token}`, options);
  await visited.page.getByRole('navigation', { name: 'Pages' }).waitFor();
  await goTo(visited.page, address);
  return visited;
}

/** As a reader who edits the address. */
export async function goTo(page: Page, address: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(`#${address}`)}`);
  await page.locator('h1').first().waitFor();
}

/** All that the page asked for is there. */
export async function settled(page: Page): Promise<void> {
  await expect.poll(() => page.getByText('Asking').count(), { timeout: 10_000 }).toBe(0);
}

/** @param title of the page, as its tab has it */
export async function untilShown(page: Page, title: string): Promise<void> {
  await expect.poll(() => page.title()).toBe(`${title} · Webhook gateway`);
  await page.locator('h1').first().waitFor();
}

/** What holds of every page, wherever it stands. */
export async function expectManners({ page, faults }: WatchedPage): Promise<void> {
  expect(faults).toEqual([]);
  expect(await accessibilityFaults(page)).toEqual([]);
  const { width = 1280, height = 900 } = page.viewportSize() ?? {};
  for (const narrow of [320, 640]) {
    await page.setViewportSize({ width: narrow, height });
    // A chart learns of its new width after the page has it.
    await expect.poll(() => tooWide(page), { message: `at ${narrow} pixels` }).toEqual([]);
  }
  await page.setViewportSize({ width, height });
}
