/** Which delivery: a search in the log, or the deliveries as they end. */
import { hrefOf, useAddress } from '../../address/address.js';
import { DeliveriesSearch } from './deliveries-search.js';
import { filterIn } from './filter.js';
import { LiveTail } from './live-tail.js';

export function DeliveriesPage() {
  const { query } = useAddress();
  const filter = filterIn(query);
  const isLive = query['live'] !== undefined;
  return (
    <div class="deliveries-page">
      <div class="head-line">
        <h1>Deliveries</h1>
        <Modes isLive={isLive} />
      </div>
      {isLive ? (
        <LiveTail filter={filter} isPaused={query['live'] === 'paused'} />
      ) : (
        <DeliveriesSearch filter={filter} />
      )}
    </div>
  );
}

/** Both take the same filter, but a tail has no past. */
function Modes({ isLive }: { readonly isLive: boolean }) {
  const { path, query } = useAddress();
  const other = { ...query, rows: undefined, job: undefined, since: undefined, until: undefined };
  return (
    <nav class="modes" aria-label="Search or watch">
      <a href={hrefOf(path, { ...query, live: undefined })} aria-current={isLive ? undefined : 'true'}>
        Search
      </a>
      <a
        href={isLive ? hrefOf(path, query) : hrefOf(path, { ...other, live: 'on' })}
        aria-current={isLive ? 'true' : undefined}
      >
        Live
      </a>
    </nav>
  );
}
