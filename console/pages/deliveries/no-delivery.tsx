/** Why there is nothing to show under an id, and where else it may be. */
import { hrefOf } from '../../address/address.js';
import type { ApiProblem } from '../../api/client.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { LogBound } from './log-bound-note.js';

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
            Nothing is in the log under <code>{id}</code>.{' '}
            <LogBound route={route === '' ? undefined : route} />
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
