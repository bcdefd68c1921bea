/** The configuration's page of the program as users run it: compared with its file, and read again. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { configText, route } from '../gateway/setup.js';
import { startBrowser } from '../helpers/chromium.js';
import { startGatewayProcess } from '../helpers/process.js';
import { perform } from './acting.js';
import { TOKENS, visit } from './setup.js';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const TOKEN = { env: 'OPERATOR', name: 'an-operator', role: 'operator' };

function textOf(url: string): string {
  return configText([route(url)], {
    store: { url: 'memory:' },
    admin: { host: '127.0.0.1', port: 0, tokens: [TOKEN] },
  });
}

test('shows what a reload would change, takes it over, and refuses a faulty file whole', async () => {
  const gw = await startGatewayProcess({
    config: textOf('http://127.0.0.1:9/one'),
    env: { OPERATOR: TOKENS.operator },
  });
  onTestFinished(() => gw.stop());
  const { page } = await visit(browser, gw, '/configuration');
  const compare = page.getByRole('button', { name: 'Compare' });
  await compare.click();
  await page.getByText('The file says what runs here.').waitFor();

  gw.rewrite(textOf('http://127.0.0.1:9/two'));
  await compare.click();
  const changes = page.getByRole('region', { name: 'What a reload would change' });
  expect(await changes.textContent()).toMatch(/url.*9\/one.*9\/two/);
  expect(await perform(page, 'Reload the configuration', 'Reload')).toBe('1 things changed.');
  await compare.click();
  await page.getByText('The file says what runs here.').waitFor();

  gw.rewrite(textOf('not a URL'));
  await compare.click();
  await page
    .getByText(/routes\[0\]\.destination\.url/)
    .first()
    .waitFor();
});
