/** Counts as bars beside each other, each with its number: a table to those who hear it. */
export interface Bar {
  readonly title: string;
  readonly count: number;
  /** A group's or a severity's. */
  readonly class?: string;
  readonly href?: string;
  /** What the title means. */
  readonly says?: string;
}

export function Bars({ label, bars }: { readonly label: string; readonly bars: readonly Bar[] }) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <ul class="bars" aria-label={label}>
      {bars.map(({ title, count, class: name = '', href, says }) => (
        <li key={title}>
          <span class="title">
            {href === undefined ? title : <a href={href}>{title}</a>}
            {says !== undefined && <small class="quiet">{says}</small>}
          </span>
          <span class={`bar ${name}`}>
            {count > 0 && <span style={{ width: `${(count / most) * 100}%` }} />}
          </span>
          <span class="count">{count.toLocaleString()}</span>
        </li>
      ))}
    </ul>
  );
}
