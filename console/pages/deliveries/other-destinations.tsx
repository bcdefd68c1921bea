/** What came of the same delivery at the other destinations of its route. */
import { hrefOf } from '../../address/address.js';
import { useAnswer } from '../../api/answer.js';
import { answered, api, ApiProblem } from '../../api/client.js';
import type { DeliveryDetail } from '../../api/types.js';
import { OutcomeWord } from '../../parts/outcome.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Ago } from '../../parts/time.js';
import { useOverview } from '../../shell/overview-kept.js';
import type { Place } from '../../commands/delivery-lines.js';

interface OthersProps {
  readonly place: Place;
  /** Undefined: what they come to does not change any more. */
  readonly everyMs: number | undefined;
}

/** Nothing where the route has one. */
export function OtherDestinations({ place, everyMs }: OthersProps) {
  const route = useOverview().data?.routes.find(({ name }) => name === place.route);
  const names = (route?.destinations ?? [])
    .map(({ name }) => name)
    .filter((name) => name !== place.destination);
  return names.length === 0 ? null : <Others {...{ place, names, everyMs }} />;
}

function Others({ place, names, everyMs }: OthersProps & { readonly names: readonly string[] }) {
  const { id, route } = place;
  const { data, problem, asking } = useAnswer(
    JSON.stringify([id, route, names]),
    (signal) => Promise.all(names.map((destination) => found({ id, route, destination }, signal))),
    everyMs,
  );
  return (
    <section class="card" aria-labelledby="others">
      <h2 id="others">Other destinations</h2>
      {problem && <ProblemNote problem={problem} />}
      {!data && asking && <p class="quiet">Asking …</p>}
      {data && (
        <div class="scrolls" tabIndex={0} role="region" aria-label="Table of other destinations">
          <table>
            <thead>
              <tr>
                <th scope="col">Destination</th>
                <th scope="col">Outcome</th>
                <th scope="col">Attempts</th>
                <th scope="col">Next attempt</th>
              </tr>
            </thead>
            <tbody>
              {names.map((name, i) => (
                <OtherRow key={name} {...{ name, delivery: data[i] }} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface OtherRowProps {
  readonly name: string;
  readonly delivery: DeliveryDetail | undefined;
}

function OtherRow({ name, delivery }: OtherRowProps) {
  if (!delivery)
    return (
      <tr>
        <th scope="row">{name}</th>
        <td colSpan={3} class="quiet">
          The log has nothing of it: it does not want this event, or was not asked yet.
        </td>
      </tr>
    );
  const { id, route, destination, outcome, reason, dead, attempts, nextAttemptAt } = delivery;
  return (
    <tr>
      <th scope="row">
        <a href={hrefOf(['deliveries', id ?? ''], { route, destination })}>{name}</a>
      </th>
      <td>
        <OutcomeWord {...{ outcome, reason, dead }} />
      </td>
      <td>{attempts.at(-1)?.number ?? 0}</td>
      <td>{nextAttemptAt === null ? <span class="quiet">–</span> : <Ago at={nextAttemptAt} />}</td>
    </tr>
  );
}

/** A list by id would read the whole log of the route. @returns undefined where the log has none */
async function found(
  { id, route, destination }: Place,
  signal: AbortSignal,
): Promise<DeliveryDetail | undefined> {
  try {
    const params = { path: { id }, query: { route, destination } };
    return await answered(api.GET('/deliveries/{id}', { params, signal }));
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'unknown_delivery') return undefined;
    throw error;
  }
}
