/** Counts by a word, the most frequent first. */
import { OutcomeWord } from './outcome.js';

export function Tally({ counts }: { readonly counts: Readonly<Record<string, number>> }) {
  const sorted = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
  if (sorted.length === 0) return <span class="quiet">nothing</span>;
  return (
    <span class="tally">
      {sorted.map(([word, count]) => (
        <span key={word}>
          {count.toLocaleString()} <OutcomeWord outcome={word} />
        </span>
      ))}
    </span>
  );
}
