/** Tables and lists of names in the pages, written as markdown. */

export function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return line(head) + `|${'---|'.repeat(head.length)}\n` + body.map(line).join('');
}

export function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

export function wrapped(text: string): string {
  return text.replace(/(.{1,118})(?: |$)/g, '$1\n');
}

/** Apart from the anchors of headings. */
export function anchorOf(scheme: string): string {
  return `scheme-${scheme}`;
}

export function rowLink(name: string): string {
  return `[${code(name)}](schemes.md#${anchorOf(name)})`;
}
