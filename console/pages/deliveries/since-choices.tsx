/** Times that are asked for often: each writes the moment into the address, so that the list stays what it was. */
import { change } from '../../address/address.js';

const CHOICES: readonly (readonly [title: string, minutes: number])[] = [
  ['15 minutes', 15],
  ['hour', 60],
  ['day', 1_440],
];

export function SinceChoices() {
  return (
    <div class="since" role="group" aria-label="Received in the last …">
      <span class="quiet">The last</span>
      {CHOICES.map(([title, minutes]) => (
        <button
          key={title}
          type="button"
          onClick={() => {
            const since = new Date(Date.now() - minutes * 60_000).toISOString();
            change({ since, until: undefined, rows: undefined });
          }}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
