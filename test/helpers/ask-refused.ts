/** Asks a gateway's API for its refused deliveries; what was sent a moment ago is waited for. */
import { expect } from 'vitest';
import { ask } from './api.js';
import type { TestGateway } from './gateway.js';

export interface ShownRefused {
  readonly id: string;
  readonly headers: readonly (readonly [name: string, value: string | null])[];
  readonly body: string | null;
  readonly explanations: readonly { cause: string; text: string; evidence: string; line: string | null }[];
  readonly [member: string]: unknown;
}

interface Listed {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly next: string | null;
  readonly text: string;
}

/** @param least entries to wait for */
export async function asked(
  { adminUrl }: Pick<TestGateway, 'adminUrl'>,
  path: string,
  least = 0,
): Promise<Listed> {
  let listed: Listed = { data: [], next: null, text: '' };
  await expect
    .poll(
      async () => {
        const { status, text, body } = await ask({ url: adminUrl }, 'GET', path);
        expect(status, text).toBe(200);
        listed = { ...(body as unknown as Omit<Listed, 'text'>), text };
        return listed.data.length;
      },
      { timeout: 5_000 },
    )
    .toBeGreaterThanOrEqual(least);
  return listed;
}

export async function shown({ adminUrl }: Pick<TestGateway, 'adminUrl'>, id: string): Promise<ShownRefused> {
  const { status, text, body } = await ask({ url: adminUrl }, 'GET', `/api/refused/${id}`);
  expect(status, text).toBe(200);
  return body as unknown as ShownRefused;
}

/** The one with this body. */
export async function refusedBy(gw: Pick<TestGateway, 'adminUrl'>, sent: string): Promise<ShownRefused> {
  let found: ShownRefused | undefined;
  await expect
    .poll(
      async () => {
        const { data } = await asked(gw, '/api/refused?limit=500');
        for (const { id } of data) {
          const entry = await shown(gw, String(id));
          if (entry.body === sent) found = entry;
          if (found) break;
        }
        return found !== undefined;
      },
      { timeout: 10_000 },
    )
    .toBe(true);
  if (!found) throw new Error('not there');
  return found;
}
