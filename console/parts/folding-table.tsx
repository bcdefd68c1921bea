/**
 * A table whose rows fold: where its place is narrow each becomes a block of titles and values. A row may have something
 * that belongs to it below. The roles are written out because the style takes away what a browser reads them from.
 */
import type { ComponentChildren } from 'preact';

export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
}

export interface TableRow {
  readonly key: string;
  /** One for each column; the first one names the row. */
  readonly cells: readonly ComponentChildren[];
  /** Under it, as wide as the table. */
  readonly below?: ComponentChildren;
}

interface FoldingTableProps {
  readonly label: string;
  readonly class?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
}

export function FoldingTable({ label, class: name = '', columns, rows }: FoldingTableProps) {
  return (
    <div class="folds">
      <table class={`folding ${name}`} role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ title, isNumber }) => (
              <th
                key={title}
                role="columnheader"
                scope="col"
                class={isNumber === true ? 'number' : undefined}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <Row key={row.key} {...{ row, columns }} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, columns }: { readonly row: TableRow; readonly columns: readonly Column[] }) {
  const { cells, below } = row;
  return (
    <>
      <tr role="row" class={below ? 'has-below' : undefined}>
        {cells.map((cell, i) => {
          const { title = '', isNumber } = columns[i] ?? {};
          const told = { 'data-title': title, class: isNumber === true ? 'number' : undefined };
          return i === 0 ? (
            <th key={title} role="rowheader" scope="row" {...told}>
              {cell}
            </th>
          ) : (
            <td key={title} role="cell" {...told}>
              <div>{cell}</div>
            </td>
          );
        })}
      </tr>
      {below && (
        <tr role="row" class="below">
          <td role="cell" colSpan={columns.length}>
            {below}
          </td>
        </tr>
      )}
    </>
  );
}
