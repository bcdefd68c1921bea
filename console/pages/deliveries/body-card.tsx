/** The body, or why there is none. */
import { Body } from '../../parts/body.js';
import { useMay } from '../../shell/who.js';
import { useDestination } from './use-destination.js';
import type { DeliveryDetail } from '../../api/types.js';

export function BodyCard({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { body, bodyEncoding } = delivery;
  return (
    <section class="card" aria-labelledby="body">
      <h2 id="body">Body</h2>
      {body !== null && bodyEncoding !== null ? (
        <Body body={body} encoding={bodyEncoding} />
      ) : (
        <WhyNone delivery={delivery} />
      )}
    </section>
  );
}

function WhyNone({ delivery }: { readonly delivery: DeliveryDetail }) {
  const isReader = useMay('reader');
  if (delivery.bodyKept && !isReader)
    return <p class="quiet">It is kept, but the token’s role may not see it (reader may).</p>;
  if (delivery.bodyKept) return <p class="quiet">It is not there any more.</p>;
  return (
    <p class="quiet">
      It is not kept. <HowToKeep delivery={delivery} />
    </p>
  );
}

/** Keys of the configuration; the destination's mode decides. */
export function HowToKeep({ delivery }: { readonly delivery: DeliveryDetail }) {
  const mode = useDestination(delivery)?.mode;
  if (delivery.destination === '')
    return (
      <>It ended as {delivery.outcome} before a destination was asked, so there was nothing to keep it for.</>
    );
  if (mode === 'direct')
    return (
      <>
        Mode <code>direct</code> keeps none. With <code>delivery: {'{ mode: spill }'}</code> the route tries
        directly too, and what it queues keeps its body for <code>delivery.keepBodies</code> (24h unless it
        says otherwise).
      </>
    );
  return (
    <>
      Bodies of what was queued stay for <code>delivery.keepBodies</code> (24h unless the route says
      otherwise; <code>off</code> keeps none), those of dead letters for <code>delivery.keepDead</code>.
      {mode === 'spill' && <> What was accepted at the first try was never queued.</>}
    </>
  );
}
