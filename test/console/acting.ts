/** What the tests in a browser do with the pages' buttons, as an operator who reads before confirming. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { readLine } from '../helpers/command-lines.js';
import type { TestGateway } from '../helpers/gateway.js';
import { TOKENS } from './setup.js';

/** Presses it, sees that the command line is one that the program takes, and confirms. @returns what it says then */
export async function perform(page: Page, name: string | RegExp, confirm: string | RegExp): Promise<string> {
  await page.getByRole('button', { name }).first().click();
  const dialog = page.getByRole('dialog');
  await expectLine(dialog);
  await dialog.getByRole('button', { name: confirm }).click();
  await dialog.locator('.done').waitFor();
  const said = await dialog.locator('.done').textContent();
  await dialog.getByRole('button', { name: 'Close' }).click();
  return said ?? '';
}

interface Bulk {
  /** Of the button. */
  readonly name: string | RegExp;
  /** What the dry run says. */
  readonly matches: RegExp;
  readonly confirm: string | RegExp;
  /** Deliveries a second; left out: as the page offers it. */
  readonly rate?: number;
}

/** Presses it, reads what it would do, and starts the job. @returns the job as the page shows it */
export async function startJob(page: Page, { name, matches, confirm, rate }: Bulk): Promise<Locator> {
  await page.getByRole('button', { name }).first().click();
  const dialog = page.getByRole('dialog');
  await untilSaid(dialog, matches);
  if (rate !== undefined) await dialog.getByRole('spinbutton').fill(String(rate));
  await expectLine(dialog);
  await dialog.getByRole('button', { name: confirm }).click();
  await expect.poll(() => page.url()).toContain('job=');
  return page.getByRole('region', { name: /^Job / }).first();
}

/** The same, until it is done. */
export async function runJob(page: Page, bulk: Bulk): Promise<void> {
  const job = await startJob(page, bulk);
  await untilSaid(job, 'done');
}

/** A page that says something else than what is waited for is quoted. @param text as a string: all of an element's */
async function untilSaid(where: Locator, text: string | RegExp): Promise<void> {
  const said = where.getByText(text, { exact: true }).first();
  await said.waitFor({ timeout: 15_000 }).catch(async (error: unknown) => {
    throw new Error(`instead of ${String(text)}: ${await where.innerText()}`, { cause: error });
  });
}

async function expectLine(dialog: Locator): Promise<void> {
  const line = await dialog.locator('.command code').first().textContent();
  expect(readLine(line ?? '').command).not.toBe('');
}

type Listed = readonly Readonly<Record<string, unknown>>[];

/** @returns what the API lists there */
export async function listed(gw: Pick<TestGateway, 'adminUrl'>, path: string): Promise<Listed> {
  const headers = { Authorization: `Bearer ${TOKENS.operator}` };
  const response = await fetch(`${gw.adminUrl}/api/${path}`, { headers });
  return ((await response.json()) as { data: Listed }).data;
}
