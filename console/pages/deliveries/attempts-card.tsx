/** Each attempt at the receiver, and when there is another. */
import type { Attempt, DeliveryDetail } from '../../api/types.js';
import { FoldingTable, type Column } from '../../parts/folding-table.js';
import { Ago, Time } from '../../parts/time.js';
import { msText } from '../../parts/spans.js';
import { useMay } from '../../shell/who.js';

const COLUMNS: readonly Column[] = [
  { title: 'No.' },
  { title: 'When' },
  { title: 'Result' },
  { title: 'Status' },
  { title: 'Took' },
  { title: 'What the receiver said' },
];

export function AttemptsCard({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { attempts } = delivery;
  const longest = Math.max(1, ...attempts.map(({ durationMs }) => durationMs));
  const rows = attempts.map((attempt) => ({
    key: String(attempt.number),
    cells: cellsOf(attempt, longest),
  }));
  return (
    <section class="card" aria-labelledby="attempts">
      <h2 id="attempts">Attempts at the receiver</h2>
      {rows.length > 0 && (
        <FoldingTable {...{ label: 'Attempts', class: 'attempts', columns: COLUMNS, rows }} />
      )}
      <p class="next">
        <WhatNext delivery={delivery} />
      </p>
    </section>
  );
}

/** @param longest of all, in milliseconds */
function cellsOf(attempt: Attempt, longest: number) {
  const { number, at, status, durationMs } = attempt;
  return [
    number,
    <Time key="at" at={at} isShort />,
    <Result key="result" {...attempt} />,
    status ?? (
      <span key="status" class="quiet">
        none
      </span>
    ),
    <span key="took" class="took">
      {msText(durationMs)}
      <span class="bar quiet">
        <span style={{ width: `${(durationMs / longest) * 100}%` }} />
      </span>
    </span>,
    <Answer key="answer" {...attempt} />,
  ];
}

function Result({ result, reason }: Attempt) {
  return (
    <span class={`outcome ${result === 'accepted' ? 'good' : 'bad'}`}>
      <span class="word">{result}</span>
      {reason !== null && <span class="quiet"> {reason}</span>}
    </span>
  );
}

/** Written by a stranger, so shown as text and nothing else. */
function Answer({ answer, status }: Attempt) {
  const isShown = useMay('reader');
  if (answer !== null && answer !== '') return <code class="answer">{answer}</code>;
  if (status === null) return <span class="quiet">It gave no answer.</span>;
  return (
    <span class="quiet">
      {isShown ? 'Nothing but the status.' : 'The token’s role may not see it (reader may).'}
    </span>
  );
}

function WhatNext({
  delivery: { attempts, nextAttemptAt, dead, outcome },
}: {
  readonly delivery: DeliveryDetail;
}) {
  if (nextAttemptAt !== null)
    return (
      <>
        {attempts.length === 0 ? 'The first attempt' : 'The next attempt'} is due <Ago at={nextAttemptAt} />.
      </>
    );
  if (dead !== null) return <>No further attempt: it is a dead letter ({dead}).</>;
  if (attempts.length === 0) return <>None was made: it ended as {outcome} before the receiver was asked.</>;
  if (outcome === 'accepted') return <span class="quiet">None is needed any more.</span>;
  if (outcome === 'queued') return <>One is under way.</>;
  return <>The gateway makes none by itself: its source was told, and may send it again.</>;
}
