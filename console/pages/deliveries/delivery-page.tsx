/** One delivery: what it is, how it came, what became of it, and what can be done. */
import { useEffect, useState } from 'preact/hooks';
import { hrefOf, useAddress } from '../../address/address.js';
import { useAnswer } from '../../api/answer.js';
import { answered, api } from '../../api/client.js';
import { OutcomeWord } from '../../parts/outcome.js';
import { Ago, Time } from '../../parts/time.js';
import { AttemptsCard } from './attempts-card.js';
import { BodyCard } from './body-card.js';
import { ByHandCard } from './by-hand-card.js';
import { DeliveryActions } from './delivery-actions.js';
import { DeliveryFacts } from './delivery-facts.js';
import { NoDelivery } from './no-delivery.js';
import { OtherDestinations } from './other-destinations.js';
import { WayCard } from './way-card.js';
import type { DeliveryDetail } from '../../api/types.js';

/** While it waits for an attempt. */
const EVERY_MS = 3_000;

export function DeliveryPage() {
  const {
    path: [, id = ''],
    query,
  } = useAddress();
  const { route = '', destination = '' } = query;
  const [everyMs, askEvery] = useState<number>();
  const { data, problem, again } = useAnswer<DeliveryDetail>(
    JSON.stringify([id, route, destination]),
    (signal) => {
      const place = { ...(route !== '' && { route }), ...(destination !== '' && { destination }) };
      return answered(api.GET('/deliveries/{id}', { params: { path: { id }, query: place }, signal }));
    },
    everyMs,
  );
  const wanted = data && isWaiting(data) ? EVERY_MS : undefined;
  useEffect(() => {
    askEvery(wanted);
  }, [wanted]);
  if (problem) return <NoDelivery {...{ id, route, problem }} />;
  if (!data) return <Asking id={id} />;
  return <Whole {...{ delivery: data, asked: id, again, everyMs }} />;
}

function isWaiting({ outcome, nextAttemptAt }: DeliveryDetail): boolean {
  return outcome === 'queued' || nextAttemptAt !== null;
}

function Asking({ id }: { readonly id: string }) {
  return (
    <>
      <h1>Delivery</h1>
      <p class="quiet">Asking for {id} …</p>
    </>
  );
}

interface WholeProps {
  readonly delivery: DeliveryDetail;
  /** The id that was asked for: the message's or the provider's. */
  readonly asked: string;
  readonly again: () => void;
  readonly everyMs: number | undefined;
}

function Whole({ delivery, asked, again, everyMs }: WholeProps) {
  const { route, destination } = delivery;
  const place = { id: delivery.id ?? asked, route, destination };
  return (
    <article class="delivery">
      <BackToList route={route} />
      <Headline delivery={delivery} />
      {asked !== place.id && <ByProvidersId asked={asked} />}
      <DeliveryActions {...{ delivery, place, after: again }} />
      <div class="halves">
        <DeliveryFacts delivery={delivery} />
        <WayCard {...delivery} />
      </div>
      <AttemptsCard delivery={delivery} />
      <OtherDestinations {...{ place, everyMs }} />
      <BodyCard delivery={delivery} />
      <ByHandCard {...{ delivery, place }} />
    </article>
  );
}

function BackToList({ route }: { readonly route: string }) {
  return (
    <p>
      <a href={hrefOf(['deliveries'], { route })}>Deliveries</a>
    </p>
  );
}

function Headline({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { event, outcome, reason, dead, route, destination, receivedAt } = delivery;
  return (
    <header>
      <h1>
        {event ?? 'Delivery'} <OutcomeWord {...{ outcome, reason, dead }} />
      </h1>
      <p class="under">
        <a href={hrefOf(['deliveries'], { route })}>{route}</a>
        {destination !== '' && ` → ${destination}`}
        <span class="quiet"> · received </span>
        <Ago at={receivedAt} /> <span class="quiet">·</span> <Time at={receivedAt} />
        {isWaiting(delivery) && <span class="quiet"> · this page follows it</span>}
      </p>
    </header>
  );
}

function ByProvidersId({ asked }: { readonly asked: string }) {
  return (
    <p class="note">
      {asked} is the provider’s id. It is not signed, or several deliveries may have it: this is the latest.{' '}
      <a href={hrefOf(['deliveries'], { id: asked })}>All that have it</a>
    </p>
  );
}
