/** Markdown as these tests read it: pages, fenced blocks, tables, headings with their anchors, links. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export function read(path: string): string {
  return readFileSync(ROOT + path, 'utf8');
}

/** Every page of the project, by its path from the root. */
export const PAGES: readonly string[] = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(`${ROOT}docs`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].sort();

export interface Block {
  /** What stands behind the opening fence. */
  readonly language: string;
  readonly text: string;
  /** The heading above it. */
  readonly section: string;
}

export function blocks(markdown: string, language?: string): readonly Block[] {
  const found: Block[] = [];
  let section = '';
  let open: { language: string; lines: string[] } | undefined;
  for (const line of markdown.split('\n')) {
    if (open) {
      if (line === '```') {
        found.push({ language: open.language, text: `${open.lines.join('\n')}\n`, section });
        open = undefined;
      } else open.lines.push(line);
    } else if (line.startsWith('```')) open = { language: line.slice(3), lines: [] };
    else section = /^#+ (.+)$/.exec(line)?.[1] ?? section;
  }
  return language === undefined ? found : found.filter((block) => block.language === language);
}

/** Of charts and Kustomize; test/deploy/charts runs these. */
const NO_CONFIGURATIONS = ['docs/deploy.md, Helm', 'docs/deploy.md, Kustomize'];

/** YAML on the pages that is a configuration, or a part of one. */
export function shownConfigurations(): readonly (Block & { readonly page: string })[] {
  return PAGES.flatMap((page) => blocks(read(page), 'yaml').map((block) => ({ ...block, page }))).filter(
    ({ page, section }) => !NO_CONFIGURATIONS.includes(`${page}, ${section}`),
  );
}

/** The one block of a language in a section. */
export function blockOf(path: string, section: string, language: string): string {
  const found = blocks(read(path), language).filter((block) => block.section === section);
  if (found.length !== 1)
    throw new Error(`${path} has ${found.length} ${language} blocks under "${section}"`);
  return found[0]?.text ?? '';
}

/** Without fenced blocks, where `#` is a comment and `[` no link. */
export function prose(markdown: string): string {
  return markdown.replace(/^```[^]*?^```$/gm, '');
}

/** A heading's anchor as GitHub makes it. */
export function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

/** Of headings, and those that rows of a table carry themselves. */
export function anchors(markdown: string): readonly string[] {
  const text = prose(markdown);
  return [
    ...Array.from(text.matchAll(/^#+ (.+)$/gm), (match) => slug(match[1] ?? '')),
    ...Array.from(text.matchAll(/<a id="([^"]+)">/g), (match) => match[1] ?? ''),
  ];
}

/** Targets of links and pictures. */
export function links(markdown: string): readonly string[] {
  return Array.from(prose(markdown).matchAll(/\]\(([^)\s]+)\)/g), (match) => match[1] ?? '');
}

/** What stands between `<!-- name:begin -->` and `<!-- name:end -->`. */
export function marked(markdown: string, name: string): string {
  const [start, end] = placeOf(markdown, name);
  return markdown.slice(start, end);
}

/** The markdown with another text between the marks. */
export function withMarked(markdown: string, name: string, text: string): string {
  const [start, end] = placeOf(markdown, name);
  return markdown.slice(0, start) + text + markdown.slice(end);
}

function placeOf(markdown: string, name: string): readonly [start: number, end: number] {
  const begin = `<!-- ${name}:begin -->\n`;
  const start = markdown.indexOf(begin) + begin.length;
  const end = markdown.indexOf(`<!-- ${name}:end -->`, start);
  if (start < begin.length || end < 0) throw new Error(`no <!-- ${name}:begin --> … <!-- ${name}:end -->`);
  return [start, end];
}

/** Cells of a table's rows, without head and rule. A `\|` belongs to its cell. */
export function rows(table: string): readonly (readonly string[])[] {
  return table
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[-|: ]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

/** The first backticked word of each row, the head left out. */
export function names(table: string): readonly string[] {
  return rows(table)
    .map(([first = '']) => /^(?:<a id="[^"]*"><\/a>)?\[?`([^`]+)`/.exec(first)?.[1])
    .filter((name) => name !== undefined);
}
