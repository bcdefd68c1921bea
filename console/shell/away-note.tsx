/** Says that the gateway does not answer, for as long as it does not. What the page shows is what it last said. */
import { awaySince } from '../api/connection.js';
import { useWatched } from '../api/watched.js';
import { Time } from '../parts/time.js';

export function AwayNote() {
  const since = useWatched(awaySince);
  return (
    <div role="status" aria-live="polite">
      {since !== undefined && (
        <p class="away-note">
          The gateway has not answered since <Time at={since} />. It is asked again every two seconds; what
          stands here is from before.
        </p>
      )}
    </div>
  );
}
