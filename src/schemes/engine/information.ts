/** Unsigned headers that a receiver of a scheme expects besides the signature (`writes`): templates read once. */
import { fitsHeader, headerOf } from './headers.js';
import type { Scheme } from '../spec.js';
import { writeTime } from '../text/time-text.js';
import type { EpochMs } from '../../model/time.js';

interface Described {
  readonly id: string;
  readonly event?: string | undefined;
}

type Piece = (message: Described, at: EpochMs) => string | undefined;

/** Appends the headers, names and values in turn. `at` is epoch milliseconds. */
export type InformationWriter = (message: Described, at: EpochMs, headers: string[]) => void;

export function createInformationWriter({ writes = {} }: Scheme): InformationWriter {
  const templates = Object.entries(writes).map(([name, template]) => ({
    name,
    lowerName: name.toLowerCase(),
    pieces: piecesOf(template),
  }));
  return function writeInformation(message, at, headers) {
    for (const { name, lowerName, pieces } of templates) {
      // What the source sent itself (carried) stands.
      if (headerOf(headers, lowerName) !== undefined) continue;
      const value = fill(pieces, message, at);
      if (value !== undefined && fitsHeader(value)) headers.push(name, value);
    }
  };
}

/** @returns undefined if a piece is not known: the header is left out, not sent half empty. */
function fill(pieces: readonly Piece[], message: Described, at: EpochMs): string | undefined {
  let text = '';
  for (const piece of pieces) {
    const value = piece(message, at);
    if (value === undefined) return undefined;
    text += value;
  }
  return text;
}

const PLACEHOLDERS: Readonly<Record<string, Piece>> = {
  '{event}': ({ event }) => event,
  '{id}': ({ id }) => id,
  '{time:iso}': (_message, at) => writeTime(at, 'iso'),
  '{time:s}': (_message, at) => writeTime(at, 's'),
  '{time:ms}': (_message, at) => writeTime(at, 'ms'),
};

function piecesOf(template: string): readonly Piece[] {
  return template
    .split(/(\{[^{}]*\})/)
    .filter((text) => text !== '')
    .map((text) => (text.startsWith('{') ? (PLACEHOLDERS[text] ?? (() => undefined)) : () => text));
}
