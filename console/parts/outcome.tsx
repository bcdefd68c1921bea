/** An outcome as a word with the colour of its group. */
import { groupOf } from './outcome-groups.js';
import { outcomeText, type OutcomeGiven } from './outcome-text.js';

export function OutcomeWord(given: OutcomeGiven) {
  const { word, more } = outcomeText(given);
  return (
    <span class={`outcome ${given.dead ? 'bad' : groupOf(given.outcome)}`} title={more && `${word} ${more}`}>
      <span class="word">{word}</span>
      {more !== undefined && <span class="quiet"> {more}</span>}
    </span>
  );
}
