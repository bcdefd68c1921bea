/** Deliveries in a long list: a line each, and the way to the page of one. */
import type { ComponentChildren } from 'preact';
import { hrefOf } from '../../address/address.js';
import type { Attempt, Delivery } from '../../api/types.js';
import { Copyable } from '../../parts/copy.js';
import { OutcomeWord } from '../../parts/outcome.js';
import { Rows, type RowsFrame } from '../../parts/rows.js';
import { Time } from '../../parts/time.js';
import type { Row } from './row.js';
import { sizeText } from './size-text.js';

const COLUMNS = [
  ...['Received', 'Outcome', 'Route → destination', 'Event', 'Attempts', 'Size'],
  ...['Message id', 'Provider’s id'],
];

interface DeliveryRowsProps {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly frame?: RowsFrame;
  readonly scrolled?: (frame: HTMLDivElement) => void;
  readonly children?: ComponentChildren;
}

export function DeliveryRows({ rows, ...rest }: DeliveryRowsProps) {
  return <Rows {...{ class: 'deliveries', columns: COLUMNS, items: rows, keyOf, cells, ...rest }} />;
}

function keyOf({ seq }: Row): string {
  return String(seq);
}

/** A row that stays as it was costs nothing when others come. */
const drawn = new WeakMap<Row, readonly ComponentChildren[]>();

function cells(row: Row): readonly ComponentChildren[] {
  const known = drawn.get(row);
  if (known) return known;
  const made = cellsOf(row.delivery);
  drawn.set(row, made);
  return made;
}

function cellsOf(delivery: Delivery): readonly ComponentChildren[] {
  const { receivedAt, outcome, reason, dead, event, attempts, bytes, sourceId, id } = delivery;
  return [
    <Time key="at" at={receivedAt} isShort />,
    <OutcomeWord key="outcome" {...{ outcome, reason, dead }} />,
    <Place key="place" {...delivery} />,
    event ?? <span class="quiet">–</span>,
    <Attempts key="attempts" attempts={attempts} />,
    bytes === 0 ? <span class="quiet">–</span> : sizeText(bytes),
    <Id key="id" {...delivery} />,
    sourceId === null || sourceId === id ? null : (
      <Copyable key="source" text={sourceId} what="the provider’s id" />
    ),
  ];
}

function Place({ route, destination }: Delivery) {
  return (
    <>
      {route}
      {destination !== '' && <span class="quiet"> → {destination}</span>}
    </>
  );
}

function Attempts({ attempts }: { readonly attempts: readonly Attempt[] }) {
  const last = attempts.at(-1);
  if (!last) return <span class="quiet">–</span>;
  return (
    <span title={`${last.number} made; the last one: ${last.result}`}>
      {last.number} <span class="quiet">· {last.status ?? '–'}</span>
    </span>
  );
}

/** What was refused before it had an id has a list of its own. */
function Id({ id, route, destination }: Delivery) {
  if (id === null) return <a href={hrefOf(['refused'], { route })}>see the refused ones</a>;
  return (
    <Copyable text={id} what="the message id" href={hrefOf(['deliveries', id], { route, destination })} />
  );
}
