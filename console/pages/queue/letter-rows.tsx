/** Messages in a long list: a line each, and the way to the page of one. */
import type { ComponentChildren } from 'preact';
import { hrefOf } from '../../address/address.js';
import type { Delivery } from '../../api/types.js';
import { Copyable } from '../../parts/copy.js';
import { OutcomeWord } from '../../parts/outcome.js';
import { Rows } from '../../parts/rows.js';
import { Ago, Time } from '../../parts/time.js';
import type { Row } from '../deliveries/row.js';
import { AttemptNow } from './attempt-now.js';
import type { Shown } from './choice.js';

const COLUMNS: Readonly<Record<Shown, readonly string[]>> = {
  dead: ['Died', 'Why', 'Destination', 'Event', 'Attempts', 'Received', 'Message id'],
  pending: ['Next attempt', 'Destination', 'Event', 'Attempts', 'Received', 'Message id', 'Action'],
};

interface LetterRowsProps {
  readonly shown: Shown;
  readonly label: string;
  readonly rows: readonly Row[];
  readonly children: ComponentChildren;
}

export function LetterRows({ shown, label, rows, children }: LetterRowsProps) {
  return (
    <Rows
      {...{ label, class: `letter-rows ${shown}`, columns: COLUMNS[shown], items: rows }}
      keyOf={({ seq }) => String(seq)}
      cells={({ delivery }) => (shown === 'dead' ? deadCells(delivery) : pendingCells(delivery))}
    >
      {children}
    </Rows>
  );
}

function deadCells(delivery: Delivery): readonly ComponentChildren[] {
  const { endedAt, outcome, reason, dead, event, receivedAt } = delivery;
  return [
    endedAt === null ? '–' : <Time at={endedAt} isShort />,
    <OutcomeWord {...{ outcome, reason, dead }} isAmongDead />,
    <Place {...delivery} />,
    event ?? '–',
    <Attempts {...delivery} />,
    <Time at={receivedAt} isShort />,
    <Id {...delivery} />,
  ];
}

function pendingCells(delivery: Delivery): readonly ComponentChildren[] {
  const { nextAttemptAt, event, receivedAt } = delivery;
  return [
    nextAttemptAt === null ? 'in hand' : <Due at={nextAttemptAt} />,
    <Place {...delivery} />,
    event ?? '–',
    <Attempts {...delivery} />,
    <Time at={receivedAt} isShort />,
    <Id {...delivery} />,
    <AttemptNow delivery={delivery} />,
  ];
}

function Due({ at }: { readonly at: string }) {
  return Date.parse(at) <= Date.now() ? (
    <>
      due <Ago at={at} />
    </>
  ) : (
    <Ago at={at} />
  );
}

function Place({ route, destination }: Delivery) {
  return (
    <>
      {route} <span class="quiet">→ {destination}</span>
    </>
  );
}

/** How many, and what came of the last one. */
function Attempts({ attempts }: Delivery) {
  const last = attempts.at(-1);
  if (!last) return <span class="quiet">none yet</span>;
  const { number, status, result, reason } = last;
  return (
    <span title={`the last one: ${result}${reason === null ? '' : `, ${reason}`}`}>
      {number} <span class="quiet">· {status ?? reason ?? result}</span>
    </span>
  );
}

function Id({ id, route, destination }: Delivery) {
  if (id === null) return <>–</>;
  return (
    <Copyable text={id} what="the message id" href={hrefOf(['deliveries', id], { route, destination })} />
  );
}
