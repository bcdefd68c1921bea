/** Who comes back to a list from one of its items finds it where it was left: the step of the browser's history keeps that. */
import { useEffect, useMemo } from 'preact/hooks';
import type { RowsFrame } from '../../parts/rows.js';

const SETTLED_MS = 150;

/**
 * @param isThere whether the rows are
 * @returns to be told of each scrolling
 */
export function useKeptScroll(frame: RowsFrame, isThere: boolean): (place: HTMLElement) => void {
  useEffect(() => {
    const top = topIn(history.state);
    if (isThere && top > 0 && frame.current) frame.current.scrollTop = top;
  }, [isThere]);
  return useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    return (place) => {
      const at = location.href;
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (location.href === at) history.replaceState({ top: place.scrollTop }, '');
      }, SETTLED_MS);
    };
  }, []);
}

function topIn(state: unknown): number {
  const { top } = Object(state) as { readonly top?: unknown };
  return typeof top === 'number' ? top : 0;
}
