/** Says how far back the log can go. */
import { useOverview } from '../../shell/overview-kept.js';
import { logBound } from './log-bound.js';

/** @param route left out: all of them */
export function LogBound({ route }: { readonly route: string | undefined }) {
  const { data } = useOverview();
  if (!data) return null;
  return <>{logBound(data.routes, route)}</>;
}
