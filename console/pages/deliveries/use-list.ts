/** The list that a filter finds, as many rows of it as the address says. */
import { useCallback, useRef, useState } from 'preact/hooks';
import { useAnswer } from '../../api/answer.js';
import { answered, api, type ApiProblem } from '../../api/client.js';
import { gather, type DeliveryPage, type Gathered } from './gather.js';
import type { Filter } from './filter.js';

export interface List {
  /** What has come so far; it stays where the rest is refused. */
  readonly data: Gathered | undefined;
  readonly problem: ApiProblem | undefined;
  readonly asking: boolean;
  /** Looks for the rows that are wanted still. */
  readonly goOn: () => void;
  /** From the start. */
  readonly again: () => void;
}

/** @param wanted rows */
export function useList(filter: Filter, wanted: number): List {
  const key = JSON.stringify(filter);
  const [kept, keep] = useState<{ readonly key: string; readonly list: Gathered }>();
  const isStale = useRef(false);
  // With fewer wanted than there are, somebody begins anew.
  const data = kept?.key === key && kept.list.rows.length <= wanted ? kept.list : undefined;
  const {
    problem,
    asking,
    again: goOn,
  } = useAnswer(`${key} ${wanted}`, async (signal) => {
    const isFresh = isStale.current;
    const list = await gather(isFresh ? undefined : data, wanted, askFor(filter, signal), (soFar) => {
      if (!isFresh && !signal.aborted) keep({ key, list: soFar });
    });
    isStale.current = false;
    keep({ key, list });
  });
  const again = useCallback(() => {
    isStale.current = true;
    goOn();
  }, [goOn]);
  return { data, problem, asking, goOn, again };
}

function askFor(filter: Filter, signal: AbortSignal) {
  return (cursor: string | undefined, limit: number): Promise<DeliveryPage> => {
    const query = { ...filter, limit, ...(cursor !== undefined && { cursor }) };
    return answered(api.GET('/deliveries', { params: { query }, signal }));
  };
}
