/** Numbers of an hour, short enough for a row. */
import { msText } from '../../parts/spans.js';
import type { Quantiles } from './summary.js';
import { toldOf, type HourToTell } from './told-of.js';

export function HourTally(props: HourToTell) {
  const all = toldOf(props);
  if (all.length === 0) return <small class="quiet">nothing came</small>;
  return (
    <small class="hour-tally">
      {all.map(({ group, title, word, count, href }) => (
        <span key={word} class={group} title={title}>
          {href === undefined ? (
            `${count.toLocaleString()} ${word}`
          ) : (
            <a href={href}>
              {count.toLocaleString()} {word}
            </a>
          )}
        </span>
      ))}
    </small>
  );
}

interface QuantilesProps extends Quantiles {
  /** Of several destinations these are the slowest one's: quantiles cannot be joined. */
  readonly isSlowest?: boolean;
}

/** The gateway counts in steps, and tells the upper end of one. */
export function QuantilesText({ p50, p99, isSlowest = false }: QuantilesProps) {
  if (p50 === null || p99 === null) return <Nothing says="nothing was counted within the hour" />;
  const whose = isSlowest ? ', at the slowest of its destinations' : '';
  return (
    <span class="quantiles">
      <span title={`Half of them took about this at the most${whose}`}>{msText(p50)}</span>
      <span title={`99 of a hundred took about this at the most${whose}`}>{msText(p99)}</span>
    </span>
  );
}

/** A place without a number, and why; where rows fold it is left out. */
export function Nothing({ says = 'it does not queue' }: { readonly says?: string }) {
  return (
    <span class="no-number quiet" title={says}>
      –<span class="hidden">{says}</span>
    </span>
  );
}
