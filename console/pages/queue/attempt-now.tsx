/** Attempts one message that waits, before its time. */
import { answered, api } from '../../api/client.js';
import type { Delivery } from '../../api/types.js';
import { replayLine } from '../../commands/delivery-lines.js';
import { Ago } from '../../parts/time.js';
import { WriteButton } from '../../parts/write-button.js';

/** `would be in 3 min`, `fell due 3 min ago`: what a route that is paused has may be due for long. */
export function Due({ at }: { readonly at: string }) {
  return Date.parse(at) <= Date.now() ? (
    <>
      fell due <Ago at={at} />
    </>
  ) : (
    <>
      would be <Ago at={at} />
    </>
  );
}

export function AttemptNow({ delivery }: { readonly delivery: Delivery }) {
  const { id, route, destination, nextAttemptAt } = delivery;
  if (id === null || nextAttemptAt === null) return null;
  return (
    <WriteButton
      {...{ label: 'Attempt now', title: `Attempt now: ${id}` }}
      says={
        <p>
          It is attempted at once, to {destination} of {route}; by itself it <Due at={nextAttemptAt} />.
        </p>
      }
      line={replayLine({ id, route, destination })}
      run={async () => {
        const params = { path: { id }, query: { route, destination } };
        await answered(api.POST('/deliveries/{id}/replay', { params }));
        return 'It is on its way to the receiver; “Refresh” shows what came of it.';
      }}
    />
  );
}
