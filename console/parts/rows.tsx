/**
 * A long list: ten thousand rows stay quick, because those alone are on the page that can be seen, and some around them.
 * All rows have the height of the first one.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Of the place that scrolls. */
export type RowsFrame = { current: HTMLDivElement | null };

interface RowsProps<T> {
  /** What the list is of. */
  readonly label: string;
  /** Titles of the columns; their widths are the style's, by the class. */
  readonly columns: readonly string[];
  readonly class: string;
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** A cell for each column. */
  readonly cells: (item: T) => readonly ComponentChildren[];
  /** Under the last row. */
  readonly children?: ComponentChildren;
  /** For a page that scrolls it too. */
  readonly frame?: RowsFrame;
  readonly scrolled?: (frame: HTMLDivElement) => void;
}

const AROUND = 12;
const GUESSED_PX = 40;

export function Rows<T>(props: RowsProps<T>) {
  const { label, columns, class: name, items, keyOf, cells, children, scrolled } = props;
  const own = useRef<HTMLDivElement>(null);
  const frame = props.frame ?? own;
  const first = useRef<HTMLDivElement>(null);
  const { from, until, height, look } = useWindow(frame, first, items.length);
  const onScroll = ({ currentTarget }: { readonly currentTarget: HTMLDivElement }): void => {
    look();
    scrolled?.(currentTarget);
  };
  return (
    <div {...{ ref: frame, class: `rows ${name}`, tabIndex: 0, onScroll }} role="region" aria-label={label}>
      <div role="table" aria-label={label} aria-rowcount={items.length + 1}>
        <div role="row" class="row head" aria-rowindex={1}>
          {columns.map((column) => (
            <span role="columnheader" key={column} data-column={column}>
              {column}
            </span>
          ))}
        </div>
        <div
          role="rowgroup"
          style={{ paddingTop: `${from * height}px`, paddingBottom: `${(items.length - until) * height}px` }}
        >
          {items.slice(from, until).map((item, i) => (
            <div
              role="row"
              class="row"
              key={keyOf(item)}
              aria-rowindex={from + i + 2}
              ref={i === 0 ? first : null}
            >
              {cells(item).map((cell, column) => (
                <span role="cell" key={columns[column]} data-column={columns[column]}>
                  {cell}
                </span>
              ))}
            </div>
          ))}
        </div>
      </div>
      {children}
    </div>
  );
}

interface Window {
  readonly from: number;
  readonly until: number;
  /** Of a row, in pixels. */
  readonly height: number;
  readonly look: () => void;
}

type Ref = { readonly current: HTMLElement | null };

function useWindow(frame: Ref, first: Ref, count: number): Window {
  const [height, setHeight] = useState(GUESSED_PX);
  const [seen, see] = useState({ from: 0, until: 2 * AROUND });
  const look = (): void => {
    const { scrollTop = 0, clientHeight = 0 } = frame.current ?? {};
    const from = Math.max(0, Math.floor(scrollTop / height) - AROUND);
    const until = Math.ceil((scrollTop + clientHeight) / height) + AROUND;
    see((old) => (old.from === from && old.until === until ? old : { from, until }));
  };
  useLayoutEffect(() => {
    const measured = first.current?.offsetHeight ?? 0;
    if (measured > 0 && measured !== height) setHeight(measured);
    look();
  });
  useEffect(() => {
    addEventListener('resize', look);
    return () => {
      removeEventListener('resize', look);
    };
  });
  const until = Math.min(count, seen.until);
  return { from: Math.min(seen.from, until), until, height, look };
}
