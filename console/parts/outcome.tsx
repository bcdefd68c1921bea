/** An outcome as a word with the colour of its group. */
import { groupOf } from './outcome-groups.js';

interface OutcomeProps {
  readonly outcome: string;
  readonly reason?: string | null;
  /** Why it is a dead letter. */
  readonly dead?: string | null;
}

export function OutcomeWord({ outcome, reason, dead }: OutcomeProps) {
  return (
    <span class={`outcome ${dead ? 'bad' : groupOf(outcome)}`}>
      <span class="word">{dead ? 'dead' : outcome}</span>
      {dead ? ` ${dead}, ${outcome}` : ''}
      {reason ? <span class="quiet"> {reason}</span> : null}
    </span>
  );
}
