/**
 * Values that are held to the text beside them. Where neither a body nor a form nor a URL is signed, a member, header or
 * parameter that holds a character of its border is refused (engine/held-borders.ts), so that the text has one reading.
 * One value may be open: with all others bounded, it is what is left between them.
 */
import type { Scheme } from '../spec.js';
import { borderOf, unbounded, type Value } from './borders.js';
import { namesIn, piecesOf, type Piece } from './template.js';

export interface HeldValue {
  readonly written: string;
  /** The characters that it may not hold. */
  readonly borders: readonly string[];
}

/** The values of a scheme that are held; none where their ends are known anyway. */
export function heldValues(scheme: Scheme): readonly HeldValue[] {
  const left = unbounded(piecesOf(scheme.signature?.content ?? ''), scheme);
  if (left.filter(({ kind }) => kind === 'value').length < 2) return [];
  return left.flatMap((piece, at) => {
    if (piece.kind !== 'value' || !isHeld(scheme, piece)) return [];
    const borders = [...borderAt(left[at + 1], 1), ...borderAt(left[at - 1], -1)];
    return borders.length === 0 ? [] : [{ written: piece.written, borders: [...new Set(borders)] }];
  });
}

function borderAt(piece: Piece | undefined, direction: 1 | -1): readonly string[] {
  return piece?.kind === 'text' ? [borderOf(piece.text, direction)] : [];
}

export function isHeld(scheme: Scheme, value: Value): boolean {
  return canBeHeld(scheme, value) && nameOf(value) !== scheme.signature?.open;
}

export function canBeHeld({ signature }: Scheme, { name }: Value): boolean {
  const names = namesIn(signature?.content);
  return (
    ![...names].some((other) => ['body', 'form', 'url'].includes(other)) &&
    ['json', 'header', 'query', 'field'].includes(name)
  );
}

/** As `signature.open` names a value. */
export function nameOf({ name, argument }: Value): string {
  return `${name}:${argument}`;
}
