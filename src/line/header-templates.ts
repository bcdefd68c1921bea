/** Headers of a destination that are made of each delivery: templates read once, values of what was verified alone. */
import type { DestinationConfig } from '../config/config.js';
import { constantText, parseHeaderTemplate, type TemplatePiece } from '../config/header-template.js';
import { Outcome } from '../model/outcome.js';
import { informationHeader } from '../schemes/engine/headers.js';
import { readPointer } from '../schemes/engine/read.js';
import type { Verified } from '../schemes/engine/verify.js';
import { withoutConnectionHeaders } from './passed-headers.js';

export interface HeaderTemplate {
  /** As it is written in the configuration. */
  readonly name: string;
  readonly pieces: readonly TemplatePiece[];
}

/** What a template may say besides what stands in the delivery. */
export interface Named {
  readonly id: string;
  /** As the receiver knows it. */
  readonly event: string | undefined;
}

/** @returns names and values in turn, or why this delivery cannot have them. */
export type FillHeaders = (verified: Verified, named: Named) => readonly string[] | Outcome;

/** Of a value that stands in a delivery. */
const MAX_VALUE = 1024;

/** Those headers of a destination that are no constants and no secrets. */
export function headerTemplates({ headers }: Pick<DestinationConfig, 'headers'>): readonly HeaderTemplate[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (typeof value !== 'string' || constantText(value) !== undefined) return [];
    const pieces = parseHeaderTemplate(value);
    return typeof pieces === 'string' ? [] : [{ name, pieces }];
  });
}

/** @returns undefined if all of its headers are the same for every delivery. */
export function createHeaderTemplates(destination: DestinationConfig): FillHeaders | undefined {
  const templates = headerTemplates(destination);
  if (templates.length === 0) return undefined;
  return function fillHeaders(verified, named) {
    const headers: string[] = [];
    for (const { name, pieces } of templates) {
      const value = fill(pieces, verified, named);
      if (value instanceof Outcome) return value;
      headers.push(name, value);
    }
    return headers;
  };
}

function fill(pieces: readonly TemplatePiece[], verified: Verified, named: Named): string | Outcome {
  let text = '';
  for (const piece of pieces) {
    const value = 'text' in piece ? piece.text : valueOf(piece, verified, named);
    if (value === undefined) return unfit('header_value_missing');
    if ('text' in piece) text += value;
    else if (value.length > MAX_VALUE) return unfit('header_value_long');
    else if (!/^[\x20-\x7e]*$/.test(value)) return unfit('header_value_unprintable');
    else text += value;
  }
  // Blanks at the ends do not reach the receiver.
  return text.trim() === text ? text : unfit('header_value_unprintable');
}

function unfit(reason: string): Outcome {
  return new Outcome('untranslatable', { reason });
}

function valueOf(
  piece: Exclude<TemplatePiece, { readonly text: string }>,
  verified: Verified,
  { id, event }: Named,
): string | undefined {
  if ('json' in piece) return readPointer(verified, piece.json);
  if ('value' in piece) return piece.value === 'id' ? id : event;
  const raw = withoutConnectionHeaders(verified.delivery.rawHeaders);
  return informationHeader(raw, piece.header.toLowerCase());
}
