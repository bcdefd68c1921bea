/** Refused deliveries one by one. */
import { hrefOf } from '../../address/address.js';
import type { Refused } from '../../api/types.js';
import { OutcomeWord } from '../../parts/outcome.js';
import { Rows } from '../../parts/rows.js';
import { Time } from '../../parts/time.js';

const COLUMNS = ['Received', 'Route', 'Outcome', 'Request', 'Client', 'Times', 'Last try'] as const;

export function RefusedList({ refused }: { readonly refused: readonly Refused[] }) {
  return (
    <Rows
      label="Refused deliveries"
      class="refused"
      columns={COLUMNS}
      items={refused}
      keyOf={({ id, route }) => `${route} ${id}`}
      cells={cellsOf}
    />
  );
}

function cellsOf(one: Refused) {
  const { id, route, receivedAt, outcome, reason, method, path, client, count, answer } = one;
  return [
    <a key="received" href={hrefOf(['refused', id], { route })}>
      <Time at={receivedAt} isShort />
    </a>,
    route,
    <OutcomeWord key="outcome" outcome={outcome} reason={reason} />,
    <code key="request" title={`${method} ${path}`}>
      {method} {path}
    </code>,
    <code key="client">{client}</code>,
    count.toLocaleString(),
    answer ? (
      <OutcomeWord key="answer" outcome={answer.outcome} reason={answer.reason} />
    ) : (
      <span class="quiet">–</span>
    ),
  ];
}
