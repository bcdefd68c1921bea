/** An answer of the API as a page uses it: asked for, asked for again, and kept while a newer one is on its way. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiProblem, GatewayAway, isAbort } from './client.js';

export interface Answer<T> {
  /** The last one, also while another is asked for. */
  readonly data: T | undefined;
  /** Why there is none. */
  readonly problem: ApiProblem | undefined;
  readonly asking: boolean;
  /** Asks at once. */
  readonly again: () => void;
}

/** While the gateway is away, or its store, it is asked so often. */
const AWAY_MS = 2_000;

/**
 * @param key what is asked for; with another key the old answer says nothing any more
 * @param everyMs left out: asked once, and again while the gateway or its store is away
 */
export function useAnswer<T>(
  key: string,
  ask: (signal: AbortSignal) => Promise<T>,
  everyMs?: number,
): Answer<T> {
  const [state, show] = useState<Kept<T>>({ key, data: undefined, problem: undefined, asking: true });
  const [round, next] = useState(0);
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (ms: number | undefined): void => {
      if (ms !== undefined && !stop.signal.aborted) timer = setTimeout(run, ms);
    };
    const run = (): void => {
      // A page that nobody sees asks nothing.
      if (document.hidden) {
        wait(everyMs ?? AWAY_MS);
        return;
      }
      latest.current(stop.signal).then(
        (data) => {
          show({ key, data, problem: undefined, asking: false });
          wait(everyMs);
        },
        (error: unknown) => {
          if (stop.signal.aborted || isAbort(error)) return;
          if (error instanceof GatewayAway) {
            wait(AWAY_MS);
            return;
          }
          if (!(error instanceof ApiProblem)) throw error;
          show({ key, data: undefined, problem: error, asking: false });
          wait(everyMs ?? (error.status === 503 ? AWAY_MS : undefined));
        },
      );
    };
    show((kept) => ({
      ...(kept.key === key ? kept : { key, data: undefined, problem: undefined }),
      asking: true,
    }));
    run();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [key, everyMs, round]);
  const again = useCallback(() => {
    next((count) => count + 1);
  }, []);
  const current = state.key === key ? state : { data: undefined, problem: undefined, asking: true };
  return { data: current.data, problem: current.problem, asking: current.asking, again };
}

interface Kept<T> {
  readonly key: string;
  readonly data: T | undefined;
  readonly problem: ApiProblem | undefined;
  readonly asking: boolean;
}
