/** A tail as a page uses it: drawn once a frame at the most, and not at all while nobody looks. */
import { useEffect, useState } from 'preact/hooks';
import { follow } from '../../api/tail.js';
import { MOST_ROWS } from './gather.js';
import { NOTHING_SEEN, TailFeed, type TailSeen } from './tail-feed.js';

/** @param query filters, as the API has them */
export function useTail(query: string): TailSeen {
  const [seen, see] = useState(NOTHING_SEEN);
  useEffect(() => {
    let frame: number | undefined;
    const draw = (): void => {
      frame = undefined;
      see(feed.look());
    };
    const feed = new TailFeed(
      MOST_ROWS,
      () => {
        frame ??= requestAnimationFrame(draw);
      },
      Date.now,
    );
    see(NOTHING_SEEN);
    const end = follow(query, feed);
    return () => {
      end();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [query]);
  return seen;
}
