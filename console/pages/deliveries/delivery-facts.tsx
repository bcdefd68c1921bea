/** What a delivery is, and how it came. */
import type { ComponentChildren } from 'preact';
import { hrefOf } from '../../address/address.js';
import { Copyable } from '../../parts/copy.js';
import { Ago, Time } from '../../parts/time.js';
import { sizeText } from './size-text.js';
import type { DeliveryDetail } from '../../api/types.js';

export function DeliveryFacts({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { id, sourceId, client, scheme, secret, route, receivedAt, endedAt } = delivery;
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">The delivery</h2>
      <dl class="facts">
        <Fact title="Message id">{id !== null && <Copyable text={id} what="the message id" />}</Fact>
        <Fact title="Provider’s id">
          {sourceId === null ? null : sourceId === id ? (
            <span class="quiet">the same</span>
          ) : (
            <Copyable text={sourceId} what="the provider’s id" />
          )}
        </Fact>
        <Fact title="Route">
          <a href={hrefOf(['deliveries'], { route })}>{route}</a>
        </Fact>
        <Fact title="From">{client !== null && <Copyable text={client} what="the source’s address" />}</Fact>
        <Fact title="Scheme">{scheme}</Fact>
        <Fact title="Secret">{secret}</Fact>
        <Fact title="Received">
          <Time at={receivedAt} />
        </Fact>
        <Fact title="Ended">{endedAt !== null && <Time at={endedAt} />}</Fact>
        <Next {...delivery} />
        <Fact title="Body">
          {sizeText(delivery.bytes)}, {delivery.bodyKept ? 'kept' : 'not kept'}
        </Fact>
      </dl>
    </section>
  );
}

/** What is not known says so. */
function Fact({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  const isThere = children !== null && children !== false;
  return (
    <>
      <dt>{title}</dt>
      <dd>{isThere ? children : <span class="quiet">–</span>}</dd>
    </>
  );
}

function Next({ nextAttemptAt }: DeliveryDetail) {
  if (nextAttemptAt === null) return null;
  return (
    <Fact title="Next attempt">
      <Ago at={nextAttemptAt} /> <span class="quiet">·</span> <Time at={nextAttemptAt} isShort />
    </Fact>
  );
}
