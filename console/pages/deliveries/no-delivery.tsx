/** Why there is nothing to show under an id, and where else it may be. */
import { hrefOf } from '../../address/address.js';
import type { ApiProblem } from '../../api/client.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useOverview } from '../../shell/overview-kept.js';

interface NoDeliveryProps {
  readonly id: string;
  /** Empty if the address does not say. */
  readonly route: string;
  readonly problem: ApiProblem;
}

export function NoDelivery({ id, route, problem }: NoDeliveryProps) {
  return (
    <>
      <h1>Delivery</h1>
      <ProblemNote problem={problem} />
      {problem.code === 'unknown_delivery' && (
        <>
          <p>
            Nothing is in the log under <code>{id}</code>. <HowLong route={route} />
          </p>
          <p>
            <a href={hrefOf(['deliveries'], { id })}>Search the log for it</a>, in every route and at every
            destination. What did not verify never had a message id and stands in{' '}
            <a href={hrefOf(['refused'])}>Refused</a>.
          </p>
        </>
      )}
    </>
  );
}

type LogPlace = 'memory' | 'store' | 'off';

function HowLong({ route }: { readonly route: string }) {
  const routes = useOverview().data?.routes ?? [];
  const found = routes.find(({ name }) => name === route);
  if (found) return <>{KEPT[found.log]}</>;
  if (route !== '') return <>No route has the name {route} any more.</>;
  return (
    <>
      A log in memory keeps the last 1,000 deliveries of a route until a restart; one in the store keeps them
      for <code>deliveries.maxAge</code> (7d unless the route says otherwise).
    </>
  );
}

const KEPT: Readonly<Record<LogPlace, string>> = {
  memory:
    'This route keeps its log in memory (deliveries.log): of each replica the last 1,000 deliveries, until a restart.',
  store:
    'This route keeps its log in the store for deliveries.maxAge (7d unless it says otherwise), at most deliveries.maxCount of them.',
  off: 'This route keeps no log (deliveries.log: off).',
};
