/**
 * The little language of `destination.headers`: text with `{event}`, `{id}`, `{json:/pointer}` and `{header:NAME}`. A
 * literal brace is written twice, `{{` or `}}`.
 */
import { isHeaderName, isPointer } from '../checks/fields.js';

export type TemplatePiece =
  | { readonly text: string }
  | { readonly value: 'event' | 'id' }
  | { readonly json: string }
  /** As it is written. */
  | { readonly header: string };

/** Text before a brace, then one of: a doubled brace, a placeholder, a brace that is neither. */
const NEXT = /([^{}]*)(?:(\{\{|\}\})|\{([^{}]*)\}|([{}])|$)/y;

/** @returns the pieces in their order, or what is wrong with the text. */
export function parseHeaderTemplate(text: string): readonly TemplatePiece[] | string {
  const pieces: TemplatePiece[] = [];
  let literal = '';
  let at = 0;
  while (at < text.length) {
    NEXT.lastIndex = at;
    const [whole = '', before = '', doubled, placeholder, stray] = NEXT.exec(text) ?? [];
    at += whole.length;
    literal += before;
    if (doubled !== undefined) literal += doubled[0] ?? '';
    else if (stray !== undefined) return strayProblem(stray);
    else if (placeholder !== undefined) {
      const piece = pieceOf(placeholder);
      if (typeof piece === 'string') return piece;
      if (literal !== '') pieces.push({ text: literal });
      literal = '';
      pieces.push(piece);
    }
  }
  if (literal !== '') pieces.push({ text: literal });
  return pieces;
}

/** What a text without placeholders says; undefined if it has any, or is none. */
export function constantText(text: string): string | undefined {
  const pieces = parseHeaderTemplate(text);
  if (typeof pieces === 'string') return undefined;
  const [first, ...others] = pieces;
  if (first === undefined) return '';
  return 'text' in first && others.length === 0 ? first.text : undefined;
}

const KNOWN = '{event}, {id}, {json:/pointer} or {header:NAME}';

function strayProblem(brace: string): string {
  return brace === '{'
    ? `a { has no }; a placeholder is ${KNOWN}, and a literal { is written {{`
    : 'a } belongs to no placeholder; a literal } is written }}';
}

function pieceOf(placeholder: string): TemplatePiece | string {
  if (placeholder === 'event' || placeholder === 'id') return { value: placeholder };
  const [, kind, argument = ''] = /^(json|header):(.*)$/s.exec(placeholder) ?? [];
  if (kind === 'json') return isPointer(argument) ? { json: argument } : badPointer(argument);
  if (kind === 'header') return isHeaderName(argument) ? { header: argument } : badHeader(argument);
  return `{${placeholder.slice(0, 64)}} is no placeholder; known are ${KNOWN}, and a literal { is written {{`;
}

function badPointer(argument: string): string {
  return `{json:${argument.slice(0, 64)}} needs a JSON pointer such as /data/id`;
}

function badHeader(argument: string): string {
  return `{header:${argument.slice(0, 64)}} needs the name of a header`;
}
