/** The documentation as a site: built by its command, read in a real browser. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, startBrowser, tooWide } from '../helpers/chromium.js';
import { PAGES, ROOT } from './markdown.js';

const SITE = join(ROOT, 'dist-site');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

let browser: Browser;
let server: Server;
let url: string;

beforeAll(async () => {
  execFileSync('npm', ['run', '--silent', 'docs:site'], { cwd: ROOT, stdio: 'pipe' });
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', url);
    const file = join(SITE, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    const found = existsSync(file);
    response.writeHead(found ? 200 : 404, { 'Content-Type': TYPES[extname(file)] ?? 'text/plain' });
    response.end(found ? readFileSync(file) : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await startBrowser();
}, 240_000);
afterAll(async () => {
  await browser.close();
  server.close();
});

function htmlOf(page: string): string {
  return page === 'README.md' ? 'index.html' : page.replace(/\.md$/, '.html');
}

async function textOf(page: Page): Promise<string> {
  return page.getByRole('main').innerText();
}

test('every page of the repository is a page of the site, and every anchor on it leads to a heading', () => {
  const html = new Map(PAGES.map((page) => [htmlOf(page), readFileSync(join(SITE, htmlOf(page)), 'utf8')]));
  const anchored = [...html].flatMap(([page, text]) =>
    Array.from(text.matchAll(/<a href="\/([^"#]*)#([^"]+)"/g), (match) => [page, match] as const),
  );
  const broken = anchored.filter(([, [, path = '', anchor = '']]) => {
    const target = html.get(path === '' ? 'index.html' : path);
    return !target?.includes(`id="${decodeURIComponent(anchor)}"`);
  });
  expect(anchored.length).toBeGreaterThan(300);
  expect(broken.map(([page, [link]]) => `${page}: ${link}`)).toEqual([]);
});

test('the first page shows the console, what the demo prints, and the forgery that is refused', async () => {
  const { page, faults, context } = await openPage(browser, `${url}/`);
  const picture = page.getByRole('img', { name: /^The console/ });
  await picture.waitFor();
  expect(await picture.evaluate((image) => Reflect.get(image, 'naturalWidth') as number)).toBeGreaterThan(
    600,
  );
  const text = await textOf(page);
  expect(text).toContain('3. A forgery: one byte of the body changed');
  expect(text).toContain('Webhook-Gateway-Outcome: invalid_signature');
  expect(faults).toEqual([]);
  await context.close();
});

test('the search finds an outcome and leads to its heading', async () => {
  const { page, faults, context } = await openPage(browser, `${url}/`);
  await page
    .getByRole('button', { name: /search/i })
    .first()
    .click();
  await page.getByRole('searchbox').fill('event_reuse');
  await page.locator('a.result[href*="/docs/outcomes"]').first().click();
  await expect.poll(() => page.url()).toContain('/docs/outcomes');
  await expect.poll(() => textOf(page), { timeout: 10_000 }).toContain('event_reuse');
  expect(faults).toEqual([]);
  await context.close();
});

test(
  'every page in the list beside them opens, and none is wider than a phone',
  { timeout: 120_000 },
  async () => {
    const { page, faults, context } = await openPage(browser, `${url}/`, {
      viewport: { width: 1280, height: 900 },
    });
    const links = await page.locator('.VPSidebar a').evaluateAll((all) => all.map((one) => String(one)));
    expect(links.length).toBeGreaterThan(20);
    await page.setViewportSize({ width: 390, height: 800 });
    for (const link of links) {
      expect((await page.goto(link))?.status(), link).toBe(200);
      await page.locator('main h1').waitFor();
      expect(await tooWide(page), link).toEqual([]);
    }
    expect(faults).toEqual([]);
    await context.close();
  },
);
