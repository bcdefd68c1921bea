/** Counts words: outcomes, each as often as it was met. */
export async function tally<T>(
  all: AsyncIterable<T>,
  word: (one: T) => string,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for await (const one of all) counts.set(word(one), (counts.get(word(one)) ?? 0) + 1);
  return counts;
}
