/** Blocks of the documentation as elements. */
import type { Block, Inline } from '*.md';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { hrefOf } from '../address/address.js';
import { withRoute } from '../commands/with-route.js';

/** The route that a page is about: it stands in the place of `ROUTE` in command lines. */
export const MeantRoute = createContext<string | undefined>(undefined);

function Code({ text }: { readonly text: string }) {
  const route = useContext(MeantRoute);
  return <code>{route === undefined ? text : withRoute(text, route)}</code>;
}

export function Blocks({ blocks }: { readonly blocks: readonly Block[] }) {
  return (
    <>
      {blocks.map((block, i) => (
        <OneBlock key={i} block={block} />
      ))}
    </>
  );
}

function OneBlock({ block }: { readonly block: Block }) {
  switch (block.is) {
    case 'p':
      return (
        <p>
          <Line inline={block.inline} />
        </p>
      );
    case 'code':
      return (
        <pre tabIndex={0}>
          <Code text={block.text} />
        </pre>
      );
    case 'ul':
      return <ul>{itemsOf(block.items)}</ul>;
    case 'ol':
      return <ol>{itemsOf(block.items)}</ol>;
    case 'table':
      return <Table {...block} />;
  }
}

function itemsOf(items: readonly (readonly Block[])[]) {
  return items.map((blocks, i) => (
    <li key={i}>
      <Blocks blocks={blocks} />
    </li>
  ));
}

function Table({ head, rows }: Extract<Block, { readonly is: 'table' }>) {
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>
          <tr>
            {head.map((inline, i) => (
              <th key={i} scope="col">
                <Line inline={inline} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((inline, column) => (
                <td key={column}>
                  <Line inline={inline} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ inline }: { readonly inline: readonly Inline[] }) {
  return (
    <>
      {inline.map((piece, i) => (
        <Piece key={i} piece={piece} />
      ))}
    </>
  );
}

function Piece({ piece }: { readonly piece: Inline }) {
  switch (piece.is) {
    case 'text':
      return <>{piece.text}</>;
    case 'code':
      return <Code text={piece.text} />;
    case 'strong':
      return (
        <strong>
          <Line inline={piece.inline} />
        </strong>
      );
    case 'em':
      return (
        <em>
          <Line inline={piece.inline} />
        </em>
      );
    case 'link':
      return <Reference href={piece.href} inline={piece.inline} />;
  }
}

/** Headings of the same page lead to it; other pages and files are beside the program, and are named. */
function Reference({ href, inline }: { readonly href: string; readonly inline: readonly Inline[] }) {
  const route = useContext(MeantRoute);
  const words = <Line inline={inline} />;
  if (href.startsWith('#')) return <a href={hrefOf(['runbook', href.slice(1)], { route })}>{words}</a>;
  if (/^https?:/.test(href))
    return (
      <a href={href} rel="noreferrer" target="_blank">
        {words}
      </a>
    );
  return <span title={`docs/${href}`}>{words}</span>;
}
