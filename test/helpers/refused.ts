/** Refused deliveries for tests: entries as a store has them, and an API's list of them in memory. */
import type { NewRefused } from '../../src/line/refused/refused-store.js';
import type { RefusedEntry } from '../../src/line/refused/refused-entry.js';
import type {
  RefusedPage,
  RefusedDetail,
  RefusedFilter,
  RefusedOperations,
} from '../../src/operate/refused/refused-operations.js';

/** A moment ago: a store drops what is older than its bounds allow. */
export const T0 = Date.now() - 600_000;

let made = 0;

/** Unlike any made before, unless told otherwise. */
export function refusedEntryOf(more: Partial<RefusedEntry> = {}): RefusedEntry {
  made += 1;
  return {
    id: `ref_${made.toString(16).padStart(24, '0')}`,
    route: 'leads',
    receivedAt: T0 + made,
    outcome: 'invalid_signature',
    reason: 'mismatch',
    client: '192.0.2.7',
    method: 'POST',
    path: '/webhooks/leads',
    messageId: undefined,
    count: 1,
    bytes: 11,
    bodyCut: false,
    shaped: true,
    answer: undefined,
    target: '/webhooks/leads',
    headers: [{ name: 'Content-Type', kind: 'plain', value: 'application/json', shown: 'application/json' }],
    body: Buffer.from('{"id":"a1"}'),
    bodyIsCredential: false,
    ...more,
  };
}

export function newRefusedOf(more: Partial<RefusedEntry> = {}, size = 2_000): NewRefused {
  const entry = refusedEntryOf(more);
  return { entry, holder: entry.client, times: 1, size };
}

export class FakeRefused implements RefusedOperations {
  readonly details: RefusedDetail[] = [];
  readonly #enter: (method: string, argument?: unknown) => Promise<void>;

  constructor(enter: (method: string, argument?: unknown) => Promise<void> = () => Promise.resolve()) {
    this.#enter = enter;
  }

  async list(
    filter: RefusedFilter & { readonly cursor?: string; readonly limit: number },
  ): Promise<RefusedPage> {
    await this.#enter('refused.list', filter);
    const { cursor = 'c0', limit } = filter;
    const [, digits] = /^c(\d{1,9})$/.exec(cursor) ?? [];
    if (digits === undefined) throw new RangeError('not a cursor');
    const rest = this.details.slice(Number(digits));
    const next = rest.length > limit ? `c${Number(digits) + limit}` : undefined;
    return { data: rest.slice(0, limit), next, shared: true };
  }

  async show(id: string, route?: string): Promise<RefusedDetail | undefined> {
    await this.#enter('refused.show', { id, route });
    return this.details.find((detail) => detail.id === id);
  }
}
