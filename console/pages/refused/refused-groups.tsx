/** A row a cause, with what can be done about all of it. */
import { hrefOf } from '../../address/address.js';
import { BulkButton } from '../../parts/bulk-button.js';
import { OutcomeWord } from '../../parts/outcome.js';
import { Ago } from '../../parts/time.js';
import type { RefusedGroup } from './groups.js';
import { verifyWork } from './verify-work.js';

export function RefusedGroups({ groups }: { readonly groups: readonly RefusedGroup[] }) {
  return (
    <section class="card" aria-labelledby="refused-groups">
      <h2 id="refused-groups">By reason and client</h2>
      <div class="scrolls" tabIndex={0} role="region" aria-label="Refused deliveries by reason and client">
        <table>
          <thead>
            <tr>
              <th scope="col">Route</th>
              <th scope="col">Reason</th>
              <th scope="col">Client</th>
              <th scope="col" class="number">
                Deliveries
              </th>
              <th scope="col" class="number">
                Times
              </th>
              <th scope="col">Last new one</th>
              <th scope="col">
                <span class="hidden">What to do</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <GroupRow
                key={`${group.route} ${group.outcome} ${group.reason} ${group.client}`}
                group={group}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function GroupRow({ group }: { readonly group: RefusedGroup }) {
  const { route, outcome, reason, client, entries, times, last, shaped, nearest } = group;
  const filter = { route, reason, client };
  return (
    <tr>
      <td>
        {route}
        {nearest !== null && <div class="quiet">nearest: {nearest}</div>}
      </td>
      <td>
        <a href={hrefOf(['refused'], filter)}>
          <OutcomeWord outcome={outcome} reason={reason === outcome ? null : reason} />
        </a>
        {shaped === 0 && <div class="quiet">no signature in the scheme's shape</div>}
      </td>
      <td>
        <code>{client}</code>
      </td>
      <td class="number">{entries.toLocaleString()}</td>
      <td class="number">{times.toLocaleString()}</td>
      <td>
        <Ago at={last} />
      </td>
      <td class="number">
        {route !== '_unmatched' && (
          <BulkButton {...verifyWork(filter, `${route}, ${reason}, from ${client}`)} />
        )}
      </td>
    </tr>
  );
}
