/** A row a cause, with what can be done about all of it. */
import { hrefOf } from '../../address/address.js';
import { BulkButton } from '../../parts/bulk-button.js';
import { FoldingTable, type Column } from '../../parts/folding-table.js';
import { OutcomeWord } from '../../parts/outcome.js';
import { Ago } from '../../parts/time.js';
import type { RefusedGroup } from './groups.js';
import { verifyWork } from './verify-work.js';

const COLUMNS: readonly Column[] = [
  { title: 'Reason' },
  { title: 'Route' },
  { title: 'Client' },
  { title: 'Deliveries', isNumber: true },
  { title: 'Times', isNumber: true },
  { title: 'Last new one' },
  { title: 'Action', isNumber: true },
];

export function RefusedGroups({ groups }: { readonly groups: readonly RefusedGroup[] }) {
  return (
    <section class="card" aria-labelledby="refused-groups">
      <h2 id="refused-groups">By reason and client</h2>
      <FoldingTable
        {...{ label: 'By reason and client', class: 'groups', columns: COLUMNS }}
        rows={groups.map((group) => ({
          key: JSON.stringify([group.route, group.outcome, group.reason, group.client]),
          cells: cellsOf(group),
        }))}
      />
    </section>
  );
}

function cellsOf({ route, outcome, reason, client, entries, times, last, shaped, nearest }: RefusedGroup) {
  const filter = { route, reason, client };
  return [
    <>
      <a href={hrefOf(['refused'], filter)}>
        <OutcomeWord outcome={outcome} reason={reason} />
      </a>
      {shaped === 0 && route !== '_unmatched' && <div class="quiet">no signature in the scheme's shape</div>}
    </>,
    <>
      {route}
      {nearest !== null && <div class="quiet">nearest: {nearest}</div>}
    </>,
    <code>{client}</code>,
    entries.toLocaleString(),
    times.toLocaleString(),
    <Ago at={last} />,
    route === '_unmatched' ? (
      <span class="no-number" />
    ) : (
      <BulkButton {...verifyWork(filter, `${route}, ${reason}, from ${client}`)} />
    ),
  ];
}
