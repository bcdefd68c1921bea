/** What an operator can do with one delivery. */
import { answered, api } from '../../api/client.js';
import { forgetLine, replayLine, type Place } from '../../commands/delivery-lines.js';
import { WriteButton } from '../../parts/write-button.js';
import { useMay } from '../../shell/who.js';
import { Due } from '../queue/attempt-now.js';
import { AllowButton } from '../refused/allow-button.js';
import type { DeliveryDetail } from '../../api/types.js';

interface ActionsProps {
  readonly delivery: DeliveryDetail;
  readonly place: Place;
  readonly after: () => void;
}

export function DeliveryActions(props: ActionsProps) {
  const { delivery, place } = props;
  if (!useMay('operator')) return null;
  return (
    <p class="buttons">
      {delivery.bodyKept && <Replay {...props} />}
      <Forget {...props} />
      {delivery.outcome === 'event_reuse' && <AllowButton messageId={place.id} route={place.route} />}
      {!delivery.bodyKept && <span class="quiet">Its body is not kept, so it cannot be sent again.</span>}
    </p>
  );
}

/** Of a write, all say where the delivery belongs: an id alone may be that of several. */
function calledWith({ id, route, destination }: Place) {
  return { params: { path: { id }, query: { route, destination } } };
}

function Replay({ delivery, place, after }: ActionsProps) {
  const isWaiting = delivery.nextAttemptAt !== null;
  return (
    <WriteButton
      {...{
        label: isWaiting ? 'Attempt now' : 'Replay',
        title: titleOf(isWaiting),
        line: replayLine(place),
        after,
      }}
      says={<ReplaySays {...{ delivery, place }} />}
      run={async () => {
        await answered(api.POST('/deliveries/{id}/replay', calledWith(place)));
        return 'It is on its way to the receiver. The attempts below say what comes of it.';
      }}
    />
  );
}

function titleOf(isWaiting: boolean): string {
  return isWaiting ? 'Attempt this delivery now' : 'Replay this delivery';
}

function ReplaySays({ delivery: { nextAttemptAt }, place }: Pick<ActionsProps, 'delivery' | 'place'>) {
  return (
    <>
      <p>
        {nextAttemptAt === null ? (
          <>It is sent to {place.destination} again, past dedupe, signed afresh.</>
        ) : (
          <>
            It is attempted at once; by itself it <Due at={nextAttemptAt} />.
          </>
        )}
      </p>
      <p>
        The receiver gets it under the same message id, <code>{place.id}</code>: one that remembers ids can
        tell that it has it.
      </p>
    </>
  );
}

function Forget({ place, after }: ActionsProps) {
  return (
    <WriteButton
      {...{ label: 'Forget', title: 'Forget this delivery', line: forgetLine(place), after }}
      says={
        <p>
          Nothing is sent now. Dedupe forgets it, so that it is taken as new when the provider sends it again,
          by itself or by hand; until then that would end as duplicate.
        </p>
      }
      run={async () => {
        await answered(api.POST('/deliveries/{id}/forget', calledWith(place)));
        return 'Forgotten: its next copy passes.';
      }}
    />
  );
}
