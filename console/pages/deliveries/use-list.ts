/** The list that a filter finds, as many rows of it as the address says. */
import { useCallback, useRef, useState } from 'preact/hooks';
import { useAnswer, type Answer } from '../../api/answer.js';
import { answered, api } from '../../api/client.js';
import { gather, type DeliveryPage, type Gathered } from './gather.js';
import type { Filter } from './filter.js';

/** @param wanted rows */
export function useList(filter: Filter, wanted: number): Answer<Gathered> {
  const key = JSON.stringify(filter);
  const kept = useRef<{ readonly key: string; readonly list: Gathered } | undefined>(undefined);
  const isStale = useRef(false);
  const [soFar, show] = useState<{ readonly key: string; readonly list: Gathered }>();
  const before = kept.current?.key === key ? kept.current.list : undefined;
  const answer = useAnswer(`${key} ${wanted}`, async (signal) => {
    const list = await gather(
      isStale.current ? undefined : before,
      wanted,
      askFor(filter, signal),
      (found) => {
        if (!isStale.current && !signal.aborted) show({ key, list: found });
      },
    );
    kept.current = { key, list };
    isStale.current = false;
    return list;
  });
  const ask = answer.again;
  const again = useCallback(() => {
    isStale.current = true;
    ask();
  }, [ask]);
  const early = soFar?.key === key ? soFar.list : before;
  return { ...answer, again, data: answer.data ?? (answer.problem ? undefined : early) };
}

function askFor(filter: Filter, signal: AbortSignal) {
  return (cursor: string | undefined, limit: number): Promise<DeliveryPage> => {
    const query = { ...filter, limit, ...(cursor !== undefined && { cursor }) };
    return answered(api.GET('/deliveries', { params: { query }, signal }));
  };
}
