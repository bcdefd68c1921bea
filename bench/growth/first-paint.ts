/**
 * How soon a browser shows something of the console, and how soon its program has drawn a page, beside a static page of
 * as many bytes: one file, whose text stands in it. By turns, in a browser that has neither of them yet.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../../test/helpers/chromium.js';
import { summaryOf, type Summary } from '../report/summary.js';
import type { Cores } from '../rig/cores.js';
import { ours } from '../variants/ours.js';

const CONSOLE = fileURLToPath(new URL('../../dist/console/', import.meta.url));
/** Pages are quick, and noisy: each round shows each page so often. */
const SHOWN = 5;

export async function measurePaint(cores: Cores, rounds: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'first-paint-'));
  const browser = await startBrowser();
  const page = await startStatic();
  const gateway = await ours({ memoryStore: true }).start({ cores, redisUrl: '', receiverPort: 9, folder });
  try {
    const times = new Map<string, number[]>([
      ['static', []],
      ['console', []],
      ['drawn', []],
    ]);
    const urls = { static: page.url, console: gateway.admins?.[0] ?? '' };
    for (let i = 0; i < rounds * SHOWN; i++)
      for (const [name, url] of Object.entries(urls)) {
        const { painted, drawn } = await timesOf(browser, url);
        times.get(name)?.push(painted);
        if (name === 'console') times.get('drawn')?.push(drawn);
      }
    return told(times);
  } finally {
    await Promise.all([browser.close(), gateway.stop()]);
    page.close();
    rmSync(folder, { recursive: true });
  }
}

interface PageTimes {
  /** Milliseconds from the beginning of the way there to the first thing that is seen. */
  readonly painted: number;
  /** The same, to its heading. */
  readonly drawn: number;
}

async function timesOf(browser: Browser, url: string): Promise<PageTimes> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'commit' });
  const drawn = await page.evaluate<number>(`new Promise((resolve) => {
    const look = () => (document.querySelector('h1') ? resolve(performance.now()) : requestAnimationFrame(look));
    look();
  })`);
  const painted = await page.evaluate<number>(`new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const paint = list.getEntriesByName('first-contentful-paint')[0];
      if (paint) resolve(paint.startTime);
    }).observe({ type: 'paint', buffered: true });
  })`);
  await context.close();
  return { painted, drawn };
}

interface Static {
  readonly url: string;
  close(): void;
}

/** What the console's first page loads, as text of one page. */
async function startStatic(): Promise<Static> {
  const bytes = readdirSync(CONSOLE)
    .filter((name) => /^(?:index|console|icon)[.-]/.test(name))
    .reduce((sum, name) => sum + readFileSync(join(CONSOLE, name)).length, 0);
  const words = Array.from({ length: bytes / 6 }, (_, i) => i.toString(36).padStart(5, 'w')).join(' ');
  const body = gzipSync(
    `<!doctype html><html lang="en"><title>static</title><h1>A static page</h1><!-- ${words} --></html>`,
  );
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const LINES: readonly (readonly [name: string, line: string])[] = [
  ['static', 'a static page of as many bytes'],
  ['console', 'the console'],
  ['drawn', 'the console, until its program has drawn its page'],
];

function told(times: ReadonlyMap<string, readonly number[]>): string {
  const still = summaryOf(times.get('static') ?? []).median;
  const span = ({ median, min, max }: Summary): string =>
    `${median.toFixed(0)} (${min.toFixed(0)}–${max.toFixed(0)})`;
  return [
    '### First paint',
    '',
    '| | ms | of the static page |',
    '| --- | ---: | ---: |',
    ...LINES.map(([name, line]) => {
      const summary = summaryOf(times.get(name) ?? []);
      return `| ${line} | ${span(summary)} | **${(summary.median / still).toFixed(2)}** |`;
    }),
    '',
  ].join('\n');
}
