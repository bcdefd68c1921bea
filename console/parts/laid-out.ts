/**
 * JSON with a line for each member. Every token stays as it came, so that large numbers, escapes and names that come twice
 * are seen as they are.
 */

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/** @returns undefined for what is no JSON, or is a lone value */
export function laidOut(text: string): string | undefined {
  if (!isStructure(text)) return undefined;
  const tokens = text.match(TOKEN) ?? [];
  let depth = 0;
  let last = '';
  let out = '';
  for (const token of tokens) {
    const closes = token === '}' || token === ']';
    if (closes) depth -= 1;
    const opened = last === '{' || last === '[';
    // An empty object or list stays on its line.
    if (closes ? !opened : opened || last === ',') out += `\n${'  '.repeat(depth)}`;
    out += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') depth += 1;
    last = token;
  }
  return out;
}

function isStructure(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
