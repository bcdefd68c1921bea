/** What can be done to a route, or to one of its destinations. */
import { answered, api } from '../../api/client.js';
import type { DestinationOverview, RouteOverview } from '../../api/types.js';
import { routeLine } from '../../commands/route-lines.js';
import { WriteButton } from '../../parts/write-button.js';
import { TestAnswers } from './test-answers.js';

interface RouteActionsProps {
  readonly route: RouteOverview;
  /** Left out: the whole route. */
  readonly destination?: DestinationOverview;
  readonly changed: () => void;
}

export function RouteActions(props: RouteActionsProps) {
  const { route, destination } = props;
  const paused = destination
    ? destination.paused !== null
    : route.destinations.every((one) => one.paused !== null);
  const some = destination ? paused : route.destinations.some((one) => one.paused !== null);
  return (
    <>
      <Test {...props} />
      <Pause {...props} isOffered={!paused} />
      <Resume {...props} isOffered={some} />
    </>
  );
}

/** Of whom it is, in words and as the API has it. */
function placeOf({ route: { name }, destination }: RouteActionsProps) {
  return {
    place: destination ? `${destination.name}, destination of ${name}` : `the route ${name}`,
    params: { path: { name }, query: destination ? { destination: destination.name } : {} },
  };
}

function Test(props: RouteActionsProps) {
  const { route, destination, changed } = props;
  const { place, params } = placeOf(props);
  const receivers = destination || route.destinations.length === 1 ? 'the receiver' : 'each receiver';
  return (
    <WriteButton
      {...{ label: 'Send a test event', title: `Send a test event to ${place}`, after: changed }}
      says={`One event, webhook.test, goes to ${receivers} now, signed like any other, also while it is paused. It is not retried and no list has it.`}
      line={routeLine('test', route.name, destination?.name)}
      run={async () => <TestAnswers {...await answered(api.POST('/routes/{name}/test', { params }))} />}
    />
  );
}

interface OfferedProps extends RouteActionsProps {
  readonly isOffered: boolean;
}

function Pause(props: OfferedProps) {
  const { route, destination, changed, isOffered } = props;
  const { place, params } = placeOf(props);
  return (
    <WriteButton
      {...{ label: 'Pause', title: `Pause ${place}`, after: changed, isOffered }}
      says={
        (destination?.mode ?? route.mode) === 'direct'
          ? 'Nothing goes to the receiver any more, and its provider is told to come again later (503). On all replicas, until it is resumed.'
          : 'Nothing goes to the receiver any more; what comes is taken all the same, and waits. On all replicas, until it is resumed.'
      }
      line={routeLine('pause', route.name, destination?.name)}
      run={async () => {
        await answered(api.POST('/routes/{name}/pause', { params }));
        return `Paused: ${place}.`;
      }}
    />
  );
}

function Resume(props: OfferedProps) {
  const { route, destination, changed, isOffered } = props;
  const { place, params } = placeOf(props);
  return (
    <WriteButton
      {...{ label: 'Resume', title: `Resume ${place}`, after: changed, isOffered }}
      says={
        destination
          ? 'Deliveries go to the receiver again, and what waited goes out.'
          : 'All of its destinations run again, those too that were paused by themselves, and what waited goes out.'
      }
      line={routeLine('resume', route.name, destination?.name)}
      run={async () => {
        await answered(api.POST('/routes/{name}/resume', { params }));
        return `It runs: ${place}.`;
      }}
    />
  );
}
