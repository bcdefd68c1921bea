/** The overview, asked for once for all pages: the header's dot, the names of routes in filters, and the page itself. */
import { createContext, type ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { useAnswer, type Answer } from '../api/answer.js';
import { answered, api } from '../api/client.js';
import type { Overview } from '../api/types.js';

const EVERY_MS = 5_000;

const Kept = createContext<Answer<Overview> | undefined>(undefined);

export function OverviewKept({ children }: { readonly children: ComponentChildren }) {
  const answer = useAnswer('overview', (signal) => answered(api.GET('/overview', { signal })), EVERY_MS);
  return <Kept.Provider value={answer}>{children}</Kept.Provider>;
}

export function useOverview(): Answer<Overview> {
  const answer = useContext(Kept);
  if (!answer) throw new TypeError('outside of OverviewKept');
  return answer;
}
