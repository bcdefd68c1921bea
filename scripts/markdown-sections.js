/**
 * An esbuild plugin: a page of the documentation as sections that a program shows without reading Markdown, and without any
 * HTML in them. `import sections from '….md'` has them (console/files.d.ts).
 */
import { readFileSync } from 'node:fs';
import { marked } from 'marked';

export const markdownSections = {
  name: 'markdown-sections',
  setup({ onLoad }) {
    onLoad({ filter: /\.md$/ }, ({ path }) => ({
      contents: JSON.stringify(sectionsOf(readFileSync(path, 'utf8'))),
      loader: 'json',
    }));
  },
};

/** Each heading with what stands between it and the next one. */
export function sectionsOf(markdown) {
  const sections = [];
  for (const token of marked.lexer(markdown)) {
    if (token.type === 'heading')
      sections.push({ anchor: anchorOf(token.text), title: token.text.replaceAll('`', ''), blocks: [] });
    else if (token.type !== 'space') sections.at(-1)?.blocks.push(blockOf(token));
  }
  return sections;
}

/** As GitHub makes it. */
function anchorOf(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

function blockOf(token) {
  switch (token.type) {
    case 'paragraph':
      return { is: 'p', inline: inlineOf(token.tokens) };
    case 'code':
      return { is: 'code', text: token.text };
    case 'list':
      return {
        is: token.ordered ? 'ol' : 'ul',
        items: token.items.map(({ tokens }) => tokens.filter(({ type }) => type !== 'space').map(blockOf)),
      };
    // In a list item that is not loose.
    case 'text':
      return { is: 'p', inline: inlineOf(token.tokens ?? [token]) };
    case 'table':
      return {
        is: 'table',
        head: token.header.map(({ tokens }) => inlineOf(tokens)),
        rows: token.rows.map((row) => row.map(({ tokens }) => inlineOf(tokens))),
      };
    case 'html':
      return { is: 'p', inline: [] };
    default:
      throw new Error(`no way to show a ${token.type} of Markdown`);
  }
}

function inlineOf(tokens) {
  return tokens.map((token) => {
    switch (token.type) {
      case 'codespan':
        return { is: 'code', text: token.text };
      case 'strong':
      case 'em':
        return { is: token.type, inline: inlineOf(token.tokens) };
      case 'link':
        return { is: 'link', href: token.href, inline: inlineOf(token.tokens) };
      case 'html':
        return { is: 'text', text: '' };
      case 'br':
        return { is: 'text', text: ' ' };
      case 'text':
      case 'escape':
        return { is: 'text', text: token.text };
      default:
        throw new Error(`no way to show a ${token.type} of Markdown`);
    }
  });
}
