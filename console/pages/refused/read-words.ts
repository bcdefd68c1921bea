/** How much of a body was read. */
import type { RefusedDetail } from '../../api/types.js';

export function readWords({ bytes, bodyCut }: Pick<RefusedDetail, 'bytes' | 'bodyCut'>): string {
  if (bytes === 0) return bodyCut ? 'None was read, if one came.' : 'It came without a body.';
  const read = `${bytes.toLocaleString()} ${bytes === 1 ? 'byte was' : 'bytes were'} read`;
  return bodyCut ? `${read}; there were more, or not all of them are kept.` : `${read}.`;
}
