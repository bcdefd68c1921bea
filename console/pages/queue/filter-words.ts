/** What a job is about, in words. */
import type { Job } from '../../api/types.js';

export function filterWords(filter: Job['filter']): string {
  const { ids, ...rest } = filter;
  const words = Object.entries(rest)
    .filter((entry): entry is [string, string] => entry[1] !== null)
    .map(([name, value]) => `${name} ${value}`);
  const named = ids === null ? [] : [ids.length === 1 ? `id ${ids[0] ?? ''}` : `${ids.length} ids`];
  return words.length + named.length === 0 ? 'everything' : [...words, ...named].join(', ');
}
