/** Dead letters, or what is pending: as many as the address says, asked for when somebody wants to see them. */
import { useEffect, useRef } from 'preact/hooks';
import { replace } from '../../address/address.js';
import { useAnswer } from '../../api/answer.js';
import { answered, api, type ApiProblem } from '../../api/client.js';
import { gather, MOST_ROWS, type DeliveryPage, type Gathered } from '../deliveries/gather.js';
import type { Choice, Shown } from './choice.js';

const FIRST_ROWS = 100;
const MORE_ROWS = 400;

export interface Letters {
  readonly data: Gathered | undefined;
  /** When it came, in epoch milliseconds. */
  readonly at: number;
  readonly problem: ApiProblem | undefined;
  readonly asking: boolean;
  readonly again: () => void;
  /** Undefined if no more are shown at a time. */
  readonly more: (() => void) | undefined;
}

/** @param rows how many, as the address has it */
export function useLetters(shown: Shown, choice: Choice, rows: string | undefined): Letters {
  const wanted = Math.min(MOST_ROWS, Math.max(FIRST_ROWS, Number(rows) || 0));
  const { data, problem, asking, again } = useAnswer(`${shown} ${JSON.stringify(choice)}`, async (signal) => {
    const list = await gather(undefined, wanted, askFor(shown, choice, signal), () => undefined);
    return { list, at: Date.now() };
  });
  const asked = useRef(wanted);
  useEffect(() => {
    if (asked.current !== wanted) again();
    asked.current = wanted;
  }, [wanted]);
  const more = (): void => {
    replace({ rows: String(wanted + MORE_ROWS) });
  };
  return {
    ...{ data: data?.list, at: data?.at ?? 0, problem, asking, again },
    more: wanted < MOST_ROWS ? more : undefined,
  };
}

function askFor(shown: Shown, { route, destination, reason }: Choice, signal: AbortSignal) {
  const place = { ...(route !== undefined && { route }), ...(destination !== undefined && { destination }) };
  return (cursor: string | undefined, limit: number): Promise<DeliveryPage> => {
    const page = { ...place, limit, ...(cursor !== undefined && { cursor }) };
    return shown === 'pending'
      ? answered(api.GET('/pending', { params: { query: page }, signal }))
      : answered(
          api.GET('/dead', {
            params: { query: { ...page, ...(reason !== undefined && { reason }) } },
            signal,
          }),
        );
  };
}
