/** Each attempt at the receiver, and when there is another. */
import type { Attempt } from '../../api/types.js';
import { Ago, Time, msText } from '../../parts/time.js';
import { useMay } from '../../shell/who.js';
import type { Shown } from './way-detail.js';

export function AttemptsCard({ delivery }: { readonly delivery: Shown }) {
  const { attempts } = delivery;
  const longest = Math.max(1, ...attempts.map(({ durationMs }) => durationMs));
  return (
    <section class="card attempts" aria-labelledby="attempts">
      <h2 id="attempts">Attempts at the receiver</h2>
      {attempts.length > 0 && (
        <div class="scrolls" tabIndex={0} role="region" aria-label="Table of attempts">
          <table>
            <thead>
              <tr>
                <th scope="col">No.</th>
                <th scope="col">When</th>
                <th scope="col">Result</th>
                <th scope="col">Status</th>
                <th scope="col">Took</th>
                <th scope="col">What the receiver said</th>
              </tr>
            </thead>
            <tbody>
              {attempts.map((attempt) => (
                <AttemptRow key={attempt.number} {...{ attempt, longest }} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="next">
        <WhatNext delivery={delivery} />
      </p>
    </section>
  );
}

function AttemptRow({ attempt, longest }: { readonly attempt: Attempt; readonly longest: number }) {
  const { number, at, result, reason, status, durationMs } = attempt;
  return (
    <tr>
      <th scope="row">{number}</th>
      <td class="when">
        <Time at={at} isShort />
      </td>
      <td>
        <span class={`outcome ${result === 'accepted' ? 'good' : 'bad'}`}>
          <span class="word">{result}</span>
          {reason !== null && <span class="quiet"> {reason}</span>}
        </span>
      </td>
      <td>{status ?? <span class="quiet">none</span>}</td>
      <td class="took">
        {msText(durationMs)}
        <span class="bar quiet">
          <span style={{ width: `${(durationMs / longest) * 100}%` }} />
        </span>
      </td>
      <td class="answer">
        <Answer attempt={attempt} />
      </td>
    </tr>
  );
}

/** Written by a stranger, so shown as text and nothing else. */
function Answer({ attempt: { answer, status } }: { readonly attempt: Attempt }) {
  const isShown = useMay('reader');
  if (answer !== null && answer !== '') return <code>{answer}</code>;
  if (status === null) return <span class="quiet">It gave no answer.</span>;
  return (
    <span class="quiet">
      {isShown ? 'Nothing but the status.' : 'The token’s role may not see it (reader may).'}
    </span>
  );
}

function WhatNext({ delivery: { attempts, nextAttemptAt, dead, outcome } }: { readonly delivery: Shown }) {
  if (nextAttemptAt !== null)
    return (
      <>
        {attempts.length === 0 ? 'The first attempt' : 'The next attempt'} is due <Ago at={nextAttemptAt} />.
      </>
    );
  if (dead !== null) return <>No further attempt: it is a dead letter ({dead}).</>;
  if (attempts.length === 0) return <>None was made: it ended as {outcome} before the receiver was asked.</>;
  if (outcome === 'accepted') return <span class="quiet">None is needed any more.</span>;
  return <>The gateway makes none by itself: its source was told, and may send it again.</>;
}
