/** What can be done to all that is chosen, by a job of the gateway. */
import { cancelLine, deadDropLine, deadReplayLine } from '../../commands/queue-lines.js';
import { BulkButton } from '../../parts/bulk-button.js';
import { useMay } from '../../shell/who.js';
import { dropDeadOf, dropPendingOf, inWords, redriveOf, type Choice, type Shown } from './choice.js';

/** A second, as the commands do it: a receiver that is just back is not flooded, and to drop costs nobody anything. */
const SEND_RATE = 50;
const DROP_RATE = 1_000;

export function BulkWork({ shown, choice }: { readonly shown: Shown; readonly choice: Choice }) {
  if (!useMay('operator')) return null;
  return shown === 'dead' ? <OnDead choice={choice} /> : <OnPending choice={choice} />;
}

function OnDead({ choice }: { readonly choice: Choice }) {
  const which = `dead letters${inWords(choice)}`;
  return (
    <>
      <BulkButton
        {...{
          label: 'Send again',
          title: `Send again: ${which}`,
          request: redriveOf(choice),
          rate: SEND_RATE,
        }}
        says="Each goes out under its message id, signed afresh, on a schedule that begins anew. What fails again to its end is a dead letter again. What has no body any more takes no part."
        line={(rate) => deadReplayLine(choice, rate)}
      />
      <BulkButton
        {...{ label: 'Drop', title: `Drop: ${which}`, request: dropDeadOf(choice), rate: DROP_RATE }}
        says="They are given up for good: no list of dead letters has them any more, and the log has them as cancelled. Their source was told that they were taken, and does not send them again."
        line={(rate) => deadDropLine(choice, rate)}
        isGrave
      />
    </>
  );
}

function OnPending({ choice }: { readonly choice: Choice }) {
  const { route, destination } = choice;
  if (route === undefined) return <span class="quiet">To drop what is pending, choose a route.</span>;
  const place = { route, ...(destination !== undefined && { destination }) };
  return (
    <BulkButton
      {...{ label: 'Drop what is pending', title: `Drop what is pending${inWords(place)}` }}
      {...{ request: dropPendingOf(place), rate: DROP_RATE }}
      says="Nobody gets it: the log has it as cancelled. What is being attempted goes on. Its source was told that it was taken, and does not send it again."
      line={(rate) => cancelLine(route, destination, rate)}
      isGrave
    />
  );
}
