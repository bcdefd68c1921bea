/** Where no route queues: why, and what would. */
import { useOverview } from '../../shell/overview-kept.js';

export function NothingQueues() {
  const { data } = useOverview();
  if (!data) return null;
  return (
    <section class="card" aria-labelledby="nothing-queues">
      <h2 id="nothing-queues">Nothing queues here</h2>
      <p>
        All routes deliver <code>direct</code>: the receiver’s verdict is the answer that the source hears,
        and what fails is for the provider to send again. So nothing waits here, and nothing is given up.
      </p>
      <p>
        {data.store.kind === 'memory' ? (
          <>
            The store is this process’s memory, which keeps no queue. With a Redis (<code>store.url</code>) a
            route can have one:
          </>
        ) : (
          'A route can have a queue:'
        )}
      </p>
      <pre tabIndex={0}>
        <code>{EXAMPLE}</code>
      </pre>
    </section>
  );
}

const EXAMPLE = `routes:
  - name: orders
    delivery: { mode: queued }  # stored first, acknowledged at once, then delivered on a schedule
    # delivery: { mode: spill } # the receiver is tried first; what it does not take is stored`;
