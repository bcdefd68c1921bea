/** The list of refused deliveries, page by page: as many as are asked for, so that groups are of all that is shown. */
import { answered, api } from '../../api/client.js';
import type { Refused, Scope } from '../../api/types.js';

export interface RefusedQuery {
  readonly route?: string;
  readonly reason?: string;
  readonly client?: string;
  readonly since?: string;
  readonly until?: string;
}

export interface RefusedFound {
  readonly data: readonly Refused[];
  /** Whether there are more. */
  readonly more: boolean;
  readonly scope: Scope;
}

const PAGE = 500;
/** Groups say little more by what is older. */
export const MOST = 2_000;

export async function refusedFound(query: RefusedQuery, signal: AbortSignal): Promise<RefusedFound> {
  const data: Refused[] = [];
  let cursor: string | undefined;
  for (;;) {
    const asked = { ...query, limit: PAGE, ...(cursor !== undefined && { cursor }) };
    const page = await answered(api.GET('/refused', { params: { query: asked }, signal }));
    data.push(...page.data);
    if (page.next === null || data.length >= MOST)
      return { data, more: page.next !== null, scope: page.scope };
    cursor = page.next;
  }
}
