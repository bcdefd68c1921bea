/** Refuses values that hold the text beside them: two deliveries could be signed by one text (rules/held-values.ts). */
import { heldValues } from '../rules/held-values.js';
import type { Scheme } from '../spec.js';
import { parseContent } from './content.js';
import type { SignedInput } from './input.js';

/** @returns whether a value holds its border; undefined for a scheme without such values */
export function createBorderCheck(scheme: Scheme): ((input: SignedInput) => boolean) | undefined {
  const held = heldValues(scheme).flatMap(({ written, borders }) =>
    parseContent(written).flatMap((part) => (part.kind === 'value' ? [{ read: part.read, borders }] : [])),
  );
  if (held.length === 0) return undefined;
  return (input) =>
    held.some(({ read, borders }) => {
      const value = read(input, undefined) ?? '';
      return borders.some((border) => value.includes(border));
    });
}
